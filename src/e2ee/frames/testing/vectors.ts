import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bytes } from '../../bytes.ts';
import { type CipherSuite, type CipherSuiteId, cipherSuites } from '../sframe/cipher-suites.ts';
import { fromHex } from './hex.ts';

const hex = z.string().transform((text): Bytes => fromHex(text));
/** Up to 2^64 - 1, which a number would round. */
const integer = z.bigint();
const suite = z.bigint().transform((id): CipherSuite => {
  const found = cipherSuites[Number(id) as CipherSuiteId];
  if (found === undefined) throw new RangeError(`No such suite: ${id}`);
  return found;
});

const headerCase = z.object({ kid: integer, ctr: integer, encoded: hex });
const aeadCase = z.object({
  cipher_suite: suite,
  key: hex,
  enc_key: hex,
  auth_key: hex,
  nonce: hex,
  aad: hex,
  pt: hex,
  ct: hex,
});
/** The intermediate values that WebCrypto does not show are left out; the results follow from them. */
const sframeCase = z.object({
  cipher_suite: suite,
  kid: integer,
  ctr: integer,
  base_key: hex,
  sframe_key_label: hex,
  sframe_salt_label: hex,
  sframe_key: hex,
  sframe_salt: hex,
  metadata: hex,
  pt: hex,
  ct: hex,
});

/** The files of the SFrame working group (RFC 9605, appendix C) each have some of these lists. */
const fileSchema = z.strictObject({
  header: z.array(headerCase).default([]),
  aes_ctr_hmac: z.array(aeadCase).default([]),
  aes_256_ctr_hmac: z.array(aeadCase).default([]),
  sframe: z.array(sframeCase).default([]),
  sframe_aes_256_ctr_hmac: z.array(sframeCase).default([]),
});

export interface Vectors {
  readonly header: readonly z.infer<typeof headerCase>[];
  readonly aead: readonly z.infer<typeof aeadCase>[];
  readonly sframe: readonly z.infer<typeof sframeCase>[];
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where the published vectors are looked for; they are not part of this repository. */
export const publishedFolder = process.env.SOTTOVOCE_VECTORS ?? join(root, '../shared/vectors');

const publishedFiles = ['sframe-rfc9605.json', 'sframe-rfc9605-aes256.json'];

/** The published vectors, or `undefined` where they are not beside the checkout. */
export function publishedVectors(): Vectors | undefined {
  const paths = publishedFiles.map((name) => join(publishedFolder, name));
  return paths.every((path) => existsSync(path)) ? read(paths) : undefined;
}

function read(paths: readonly string[]): Vectors {
  const files = paths.map((path) => fileSchema.parse(parse(readFileSync(path, 'utf8'))));
  return {
    header: files.flatMap((file) => file.header),
    aead: files.flatMap((file) => [...file.aes_ctr_hmac, ...file.aes_256_ctr_hmac]),
    sframe: files.flatMap((file) => [...file.sframe, ...file.sframe_aes_256_ctr_hmac]),
  };
}

/** `JSON.parse` with every number as a bigint, from its digits. */
function parse(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source: string }) =>
    typeof value === 'number' && context !== undefined ? BigInt(context.source) : value,
  );
}
