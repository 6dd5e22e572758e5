import type { Config } from '../config/schema.ts';
import { version } from '../config/version.ts';
import type { RunningServer } from '../server/main.ts';

/** Tells the person who started the server which page to open, here and elsewhere. */
export function startMessage({
  config,
  urls,
  warning,
}: {
  config: Config;
  urls: RunningServer['urls'];
  warning: string | undefined;
}): string {
  const { server } = config;
  const { internal, http: local = urls.https, others } = urls;
  const selfSigned = server.publicUrl === null && server.https.enabled && server.https.certFile === null;
  const lines = [
    `Sottovoce ${version} is running.`,
    '',
    ...rows('On this machine', [local]),
    ...rows('From other devices', others),
    ...rows('Metrics and health', [internal]),
    '',
    ...(others.length === 0
      ? ['Other devices cannot call: browsers need HTTPS for that (server.https).']
      : []),
    ...(selfSigned && others.length > 0
      ? ["The certificate is this machine's own, so each browser asks once whether to go on."]
      : []),
    ...(warning === undefined ? [] : [warning]),
    'Press Ctrl+C to stop. `npm run sottovoce doctor` checks what could stand in the way of a call.',
  ];
  return `\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`;
}

function rows(title: string, values: readonly (string | undefined)[]): string[] {
  return values
    .filter((value) => value !== undefined)
    .map((value, index) => `${(index === 0 ? title : '').padEnd(20)} ${value}`);
}
