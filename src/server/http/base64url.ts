/** Bytes as they travel: base64url without padding (RFC 4648 section 5). Reads what a schema has let through. */
export const toBytes = (text: string): Buffer => Buffer.from(text, 'base64url');

export const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
