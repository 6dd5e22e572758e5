import type { Config } from '../config/schema.ts';
import { version } from '../config/version.ts';
import type { PageOrigins } from '../server/http/page-origins.ts';

/** Tells the person who started the server which page to open, here and elsewhere. */
export function startMessage({
  config,
  origins,
  internal,
  warning,
}: {
  config: Config;
  origins: PageOrigins;
  internal: string;
  warning: string | undefined;
}): string {
  const { server } = config;
  const selfSigned = server.publicUrl === null && server.https.enabled && server.https.certFile === null;
  const lines = [
    `Sottovoce ${version} is running.`,
    '',
    ...rows('On this machine', origins.local),
    ...rows('From other devices', origins.others),
    ...rows('Metrics and health', [internal]),
    '',
    ...(origins.others.length === 0
      ? ['Other devices cannot call: browsers need HTTPS for that (server.https).']
      : []),
    ...(selfSigned && origins.others.length > 0
      ? ["The certificate is this machine's own, so each browser asks once whether to go on."]
      : []),
    ...(warning === undefined ? [] : [warning]),
    'Press Ctrl+C to stop. `sottovoce doctor` checks what could stand in the way of a call.',
  ];
  return `\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`;
}

function rows(title: string, values: readonly string[]): string[] {
  return values.map((value, index) => `${(index === 0 ? title : '').padEnd(20)} ${value}`);
}
