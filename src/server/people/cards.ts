import { parseHandle } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { IdentityCard } from '../../protocol/people.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { StoredCard } from '../storage/stored-card.ts';
import type { PeopleHandlers, PeopleParts } from './people-parts.ts';

/** Finding people, and their cards. */
export function cardHandlers({ cards, counts }: PeopleParts): PeopleHandlers<'findPerson' | 'readPeople'> {
  return {
    async findPerson({ login, params, network }) {
      await counts.lookupsOfNetwork.count(network);
      await counts.lookups.count(toText(login.account.id));
      const handle = typeof params.handle === 'string' ? parseHandle(params.handle) : undefined;
      const card = handle === undefined ? undefined : await cards.findByHandle(handle);
      if (card === undefined) throw new ProtocolError('not-found');
      return { person: cardView(card) };
    },

    async readPeople({ login, body }) {
      const people = await cards.list(login.account.id, body.accountIds.map(toBytes));
      const gone = people.filter(({ isGone }) => isGone).map(({ accountId }) => toText(accountId));
      return { people: people.map(cardView), gone };
    },
  };
}

export function cardView(card: StoredCard): IdentityCard {
  return {
    accountId: toText(card.accountId),
    handle: card.handle,
    identityKey: toText(card.identityKey),
    sealKey: toText(card.sealKey),
    cardSignature: toText(card.cardSignature),
  };
}
