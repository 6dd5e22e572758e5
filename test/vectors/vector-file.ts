import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Bytes } from '../../src/e2ee/bytes.ts';

const digits = z.string().regex(/^([0-9a-f]{2})*$/, 'expected hexadecimal');
const bytes = digits.transform((text): Bytes => new Uint8Array(Buffer.from(text, 'hex')));
const text = digits.transform((value) => Buffer.from(value, 'hex').toString());
const integer = digits.min(2).transform((value) => BigInt(`0x${value}`));
const small = integer.transform(Number);
const flag = z.enum(['00', '01']).transform((value) => value === '01');

function layout<In extends z.ZodRawShape, Out extends z.ZodRawShape, Bad extends z.ZodRawShape>(
  input: In,
  output: Out,
  refused: Bad,
) {
  return z.strictObject({
    vectors: z
      .array(z.strictObject({ name: z.string(), in: z.strictObject(input), out: z.strictObject(output) }))
      .min(1),
    refused: z.array(z.strictObject({ name: z.string(), in: z.strictObject(refused), reason: z.string() })),
  });
}

const room = { secret: bytes, roomId: text };
const track = { source: small, leaf: small, epoch: integer };
const receiver = { ...track, baseKey: bytes, codec: small, earlier: z.array(bytes), received: bytes };
const sentFrame = z.strictObject({ kid: small, counter: small, digest: bytes });

/** docs/e2ee-vectors.json, whose section in docs/e2ee.md says what each field is. */
const fileSchema = z.strictObject({
  invitation: layout(
    { ...room, keyPackage: bytes },
    { fragment: text, psk: bytes, pskId: bytes, joinMacKey: bytes, metadataKey: bytes, joinMac: bytes },
    { fragment: text },
  ),
  sealedName: layout(
    { ...room, nonce: bytes, displayName: text },
    { associatedData: bytes, block: bytes, sealed: bytes },
    { ...room, sealed: bytes },
  ),
  sealedKeyPackage: layout(
    { ...room, nonce: bytes, keyPackage: bytes },
    { associatedData: bytes, sealed: bytes },
    { ...room, sealed: bytes },
  ),
  credential: layout({ peerId: text, displayName: text }, { identity: bytes }, { identity: bytes }),
  groupId: layout({ random: bytes }, { groupId: bytes }, { groupId: bytes }),
  exporter: layout({ exporterSecret: bytes, label: text }, { key: bytes }, {}),
  commitData: layout(
    { key: bytes, nonce: bytes, joinMacs: z.array(bytes), renewal: bytes },
    { block: bytes, sealed: bytes },
    { key: bytes, sealed: bytes },
  ),
  callMessage: layout(
    { kind: small, displayName: text.optional(), frames: z.array(sentFrame).optional() },
    { message: bytes },
    { message: bytes },
  ),
  verificationCode: layout({ epochAuthenticator: bytes }, { code: text }, {}),
  kid: layout({ ...track, incarnation: small }, { kid: integer }, { kid: integer }),
  associatedData: layout({ codec: small, source: small, prefix: small }, { associatedData: bytes }, {}),
  sframeHeader: layout({ kid: integer, counter: integer }, { header: bytes }, { header: bytes }),
  sframe: layout(
    { suite: small, baseKey: bytes, kid: integer, counter: integer, metadata: bytes, plaintext: bytes },
    {
      keyLabel: bytes,
      saltLabel: bytes,
      key: bytes,
      salt: bytes,
      nonce: bytes,
      associatedData: bytes,
      ciphertext: bytes,
    },
    {},
  ),
  frame: layout(
    {
      ...track,
      incarnation: small,
      baseKey: bytes,
      codec: small,
      isKey: flag,
      counter: integer,
      frame: bytes,
    },
    {
      kid: integer,
      key: bytes,
      salt: bytes,
      nonce: bytes,
      header: bytes,
      metadata: bytes,
      plaintext: bytes,
      sealed: bytes,
      digest: bytes,
      sent: bytes,
    },
    {},
  ),
  receivedFrame: layout(receiver, { frame: bytes }, receiver),
});

const file = new URL('../../docs/e2ee-vectors.json', import.meta.url);

/** The file as JSON. */
export function readVectorFile(): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The file with its bytes, texts and integers read. */
export function readVectors(): z.infer<typeof fileSchema> {
  return fileSchema.parse(readVectorFile());
}

export function toHex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}
