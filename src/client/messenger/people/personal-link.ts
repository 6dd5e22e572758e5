import { parseHandle } from '../../../protocol/accounts.ts';

/** By which others find somebody, and know that it is them. */
export interface PersonalLink {
  readonly handle: string;
  /** Of their identity card; without one nothing is verified. */
  readonly fingerprint: string | undefined;
}

/** The path of a link. The fragment goes to no server. */
export function personalPath(handle: string, fingerprint: string): string {
  return `/p/${handle}#${fingerprint}`;
}

/** Reads a personal link, whole or from its path on. @returns Nothing for any other text. */
export function parsePersonalLink(text: string): PersonalLink | undefined {
  const match = /(?:^|^https?:\/\/[^/]+)\/p\/([^/#?]+)(?:#([\w-]*))?$/.exec(text.trim());
  const handle = match?.[1] === undefined ? undefined : parseHandle(decodeOrNothing(match[1]));
  if (handle === undefined) return undefined;
  const fingerprint = match?.[2];
  return { handle, fingerprint: fingerprint === undefined || fingerprint === '' ? undefined : fingerprint };
}

function decodeOrNothing(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
