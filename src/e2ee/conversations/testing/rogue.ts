import { type Bytes, concat, sha256, utf8 } from '../../bytes.ts';
import { openSealed, sealTo } from '../../identity/seal-suite.ts';
import { encodeContent } from '../content.ts';
import type { DeviceSigner } from '../device.ts';
import type { EpochKey } from '../epoch-key.ts';
import { idBytes, noHash, numberBytes } from '../layout.ts';
import type { MessageHead } from '../message.ts';
import { pad } from '../padding.ts';
import type { SealRecipient } from '../sealed-epoch-key.ts';
import { seal } from '../sealing.ts';
import { signatureOf } from '../signature.ts';
import { someTime } from './conversation.ts';
import { newId, type Person } from './people.ts';

/** What somebody claims of a message who keeps to no rule. Its author and device are the signer's unless claimed. */
export type MessageClaims = Pick<MessageHead, 'conversationId' | 'epoch' | 'logHead'> & Partial<MessageHead>;

/** A message that is sealed and signed well, whatever it claims. */
export async function rogueMessage(
  signer: DeviceSigner,
  key: EpochKey,
  claims: MessageClaims,
  body = 'Forged',
): Promise<Bytes> {
  const head = encodeHead(signer, claims);
  const content = concat(numberBytes(someTime, 8), encodeContent({ kind: 'text', body }));
  return signedMessage(signer, concat(head, await seal(key.messageKey, head, pad(content, 2_048))));
}

/** The ciphertext of a message behind another head, signed well. */
export function rogueResigned(signer: DeviceSigner, claims: MessageClaims, sealed: Bytes): Promise<Bytes> {
  return signedMessage(signer, concat(encodeHead(signer, claims), sealed));
}

async function signedMessage(signer: DeviceSigner, signed: Bytes): Promise<Bytes> {
  return concat(signed, await signatureOf(signer, 'message', signed));
}

function encodeHead(signer: DeviceSigner, claims: MessageClaims): Bytes {
  return concat(
    numberBytes(1, 1),
    idBytes(claims.conversationId),
    idBytes(claims.messageId ?? newId()),
    numberBytes(claims.epoch, 4),
    claims.logHead,
    idBytes(claims.author ?? signer.accountId),
    claims.deviceKey ?? signer.deviceKey,
    numberBytes(claims.counter ?? 0, 4),
    claims.previousHash ?? noHash,
  );
}

/** What somebody claims of a key who keeps to no rule. */
export interface CoverClaims {
  readonly conversationId: string;
  readonly epoch: number;
  readonly startHash: Bytes;
  readonly commitment: Bytes;
  readonly link?: Bytes;
}

/** A cover and boxes that are signed and sealed well, whatever they claim and hold. */
export async function rogueSealedKey(
  signer: DeviceSigner,
  claims: CoverClaims,
  secret: Bytes,
  recipients: readonly SealRecipient[],
): Promise<{ readonly cover: Bytes; readonly boxes: ReadonlyMap<string, Bytes> }> {
  const boxes = new Map<string, Bytes>();
  for (const { accountId, sealKey } of recipients) {
    const box = await sealTo(sealKey, contextOf(signer, claims, accountId), secret);
    if (box) boxes.set(accountId, box);
  }
  return { cover: await rogueCover(signer, claims, boxes, recipients), boxes };
}

/** A cover for boxes that somebody else may have sealed. */
export async function rogueCover(
  signer: DeviceSigner,
  claims: CoverClaims,
  boxes: ReadonlyMap<string, Bytes>,
  recipients: readonly SealRecipient[],
): Promise<Bytes> {
  const each = await Promise.all(
    recipients.map(async ({ accountId, sealKey }) =>
      concat(
        idBytes(accountId),
        await sha256(sealKey),
        await sha256(boxes.get(accountId) ?? new Uint8Array()),
      ),
    ),
  );
  const content = concat(
    numberBytes(1, 1),
    encodePlace(signer, claims),
    numberBytes(claims.link ? 1 : 0, 1),
    claims.link ?? new Uint8Array(),
    numberBytes(each.length, 2),
    ...each,
  );
  return concat(content, await signatureOf(signer, 'epoch key', content));
}

/** Whether somebody finds the key in a box, who looks for it without asking who sealed it. */
export async function findsKey(
  finder: Person,
  signer: DeviceSigner,
  claims: CoverClaims,
  box: Bytes,
): Promise<boolean> {
  const secret = await openSealed(finder.sealSecret, contextOf(signer, claims, finder.accountId), box);
  return secret !== undefined;
}

function contextOf(signer: DeviceSigner, claims: CoverClaims, accountId: string) {
  return {
    info: concat(utf8('Sottovoce 1.0 conversation epoch key\0'), encodePlace(signer, claims)),
    associatedData: idBytes(accountId),
  };
}

function encodePlace(signer: DeviceSigner, claims: CoverClaims): Bytes {
  return concat(
    idBytes(claims.conversationId),
    numberBytes(claims.epoch, 4),
    claims.startHash,
    idBytes(signer.accountId),
    signer.deviceKey,
    claims.commitment,
  );
}
