import type { Selectable } from 'kysely';
import type { Tables } from './tables.ts';

/** Who somebody is, as their identity key signs it. */
export interface StoredCard {
  readonly accountId: Uint8Array;
  readonly handle: string;
  readonly identityKey: Uint8Array;
  readonly sealKey: Uint8Array;
  readonly cardSignature: Uint8Array;
}

export interface KnownCard extends StoredCard {
  /** The account is deleted. */
  readonly isGone: boolean;
}

export const cardColumns = [
  'accounts.id',
  'accounts.handle',
  'accounts.identity_key',
  'accounts.seal_key',
  'accounts.card_signature',
] as const;

type CardRow = Pick<
  Selectable<Tables['accounts']>,
  'id' | 'handle' | 'identity_key' | 'seal_key' | 'card_signature'
>;

export function toCard(row: CardRow): StoredCard {
  return {
    accountId: row.id,
    handle: row.handle,
    identityKey: row.identity_key,
    sealKey: row.seal_key,
    cardSignature: row.card_signature,
  };
}
