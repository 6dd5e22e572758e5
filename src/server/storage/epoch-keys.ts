import type { Kysely } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Tables } from './tables.ts';

/** The keys of an epoch, sealed for each member. */
export interface NewEpochKeys {
  readonly epoch: number;
  readonly head: Uint8Array;
  readonly boxes: readonly { readonly accountId: Uint8Array; readonly box: Uint8Array }[];
}

/** An epoch's keys as one member gets them. */
export interface StoredEpochKeys {
  readonly epoch: number;
  readonly head: Uint8Array;
  /** Nothing of an epoch before their time. */
  readonly box: Uint8Array | undefined;
}

/**
 * Keeps them within a transaction of its caller.
 *
 * @throws ProtocolError `conflict` where the boxes are not for exactly these members, or the epoch has begun before.
 */
export async function insertEpochKeys(
  db: Kysely<Tables>,
  conversationId: Uint8Array,
  { epoch, head, boxes }: NewEpochKeys,
  members: readonly Uint8Array[],
): Promise<void> {
  const boxed = boxes.map(({ accountId }) => accountId);
  if (keyOf(boxed) !== keyOf(members)) throw new ProtocolError('conflict');
  const begun = await db
    .insertInto('epoch_heads')
    .values({ conversation_id: conversationId, epoch, head })
    .onConflict((conflict) => conflict.doNothing())
    .returning('epoch')
    .executeTakeFirst();
  if (begun === undefined) throw new ProtocolError('conflict');
  await db
    .insertInto('epoch_boxes')
    .values(
      boxes.map(({ accountId, box }) => ({
        conversation_id: conversationId,
        account_id: accountId,
        epoch,
        box,
      })),
    )
    .execute();
}

/** The same for the same ids in any order. */
const keyOf = (ids: readonly Uint8Array[]) =>
  ids
    .map((id) => Buffer.from(id).toString('hex'))
    .sort()
    .join();
