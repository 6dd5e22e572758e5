import { accountIdSchema } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { ListedContact } from '../../protocol/people.ts';
import { pathParameter } from '../accounts/path-parameter.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { ContactSides, StoredContact } from '../storage/contact-store.ts';
import { cardView } from './cards.ts';
import { ask, block, ignore, isMutual, remove } from './contact-rules.ts';
import type { PeopleHandlers, PeopleParts } from './people-parts.ts';

/** What people are to each other. */
export function contactHandlers(
  parts: PeopleParts,
): PeopleHandlers<'listContacts' | 'askContact' | 'ignoreContact' | 'blockContact' | 'removeContact'> {
  const change = (...[ownerId, params, rule]: ChangeArguments) => changeContact(parts, ownerId, params, rule);
  return {
    async listContacts({ login }) {
      const list = await parts.contacts.list(login.account.id);
      return { contacts: list.map(contactView) };
    },

    async askContact({ login, params, body }) {
      const { own } = await change(login.account.id, params, ask(toBytes(body.introduction)));
      return { state: own?.state ?? 'asked' };
    },

    async ignoreContact({ login, params }) {
      await change(login.account.id, params, ignore);
    },

    async blockContact({ login, params }) {
      await change(login.account.id, params, block);
    },

    async removeContact({ login, params }) {
      await change(login.account.id, params, remove);
    },
  };
}

type ChangeArguments = [
  ownerId: Uint8Array,
  params: { readonly [name: string]: unknown },
  rule: (sides: ContactSides) => ContactSides,
];

/** Changes what two people are to each other and tells whose side has changed, and nobody else. */
async function changeContact(
  { contacts, counts, limits, bus, now }: PeopleParts,
  ...[ownerId, params, rule]: ChangeArguments
): Promise<ContactSides> {
  const owner = toText(ownerId);
  const person = pathParameter(accountIdSchema, params.accountId);
  if (person === owner) throw new ProtocolError('bad-request', 'Nobody is their own contact.');
  await counts.changes.count(owner);
  const { before, after } = await contacts.change({ ownerId, personId: toBytes(person) }, rule, {
    now: now(),
    limits: { perAccount: limits.contactsPerAccount, waiting: limits.waitingRequests },
  });
  const tell = (to: string, accountId: string) =>
    bus.publish({ kind: 'event', to: [to], name: 'contactChanged', payload: { accountId } });
  if (after.own !== before.own) tell(owner, person);
  if (after.other !== before.other) tell(person, owner);
  if (isMutual(after) !== isMutual(before)) {
    bus.publish({ kind: 'acquaintance', accountIds: [owner, person], isMutual: isMutual(after) });
  }
  return after;
}

function contactView({
  person,
  state,
  introduction,
  deviceListLength,
  changedAt,
}: StoredContact): ListedContact {
  return {
    person: cardView(person),
    state,
    ...(introduction === null ? {} : { introduction: toText(introduction) }),
    deviceListLength,
    changedAt,
  };
}
