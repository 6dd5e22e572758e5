import { type Bytes, fromBase64Url, randomBytes, toBase64Url } from '../bytes.ts';
import { deriveBytes } from './derivation.ts';

const secretLength = 32;
const fileIdLength = 16;

/** What a link to a file says. */
export interface FileLink {
  /** As the server names the file: 16 bytes in base64url. */
  readonly fileId: string;
  /** 32 bytes that stand in the fragment alone, and reach no server. They are not the file's key, but lead to it. */
  readonly secret: Bytes;
}

/** A new link to a file. Each has a secret of its own, so that one is withdrawn without the others. */
export function createFileLink(fileId: string): FileLink {
  return { fileId, secret: randomBytes(secretLength) };
}

/** The path and the fragment of a link: `/f/<file id>#<secret in base64url>`. */
export function formatFileLink({ fileId, secret }: FileLink): string {
  return `/f/${fileId}#${toBase64Url(secret)}`;
}

/** Reads a link as a person may have pasted it, with what stands before its path. */
export function parseFileLink(text: string): FileLink | undefined {
  const [, fileId = '', fragment = ''] = /\/f\/([\w-]+)\/?(?:\?[^#\s]*)?#([\w-]+)/.exec(text) ?? [];
  const secret = fromBase64Url(fragment);
  if (secret?.length !== secretLength || fromBase64Url(fileId)?.length !== fileIdLength) return undefined;
  return { fileId, secret };
}

/** By which the server finds the link's record; it tells nothing of the secret. 16 bytes in base64url. */
export async function linkIdOf({ secret }: FileLink): Promise<string> {
  return toBase64Url(await deriveBytes(secret, 'file link id', 16));
}
