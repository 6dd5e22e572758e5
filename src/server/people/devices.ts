import { accountIdSchema } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { pathNumberSchema, pathParameter } from '../accounts/path-parameter.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { PeopleHandlers, PeopleParts } from './people-parts.ts';

/** Most entries of one answer. */
const pageLength = 100;

/** Lists of devices: anybody's whom one knows, and one's own. */
export function deviceHandlers(parts: PeopleParts): PeopleHandlers<'readDevices' | 'addDeviceEntry'> {
  const { cards, devices, counts } = parts;
  return {
    async readDevices({ login, params }) {
      const accountId = toBytes(pathParameter(accountIdSchema, params.accountId));
      const from = pathParameter(pathNumberSchema, params.from);
      if (!(await cards.isKnown(login.account.id, accountId))) throw new ProtocolError('not-found');
      const { entries, length } = await devices.read(accountId, from, pageLength);
      return { entries: entries.map(toText), length };
    },

    async addDeviceEntry({ login, body: { index, entry } }) {
      const { id } = login.account;
      await counts.changes.count(toText(id));
      const isNew = await devices.append(id, index, toBytes(entry));
      if (isNew) await tellOfDevices(parts, id, index + 1);
    },
  };
}

/** Tells contacts, members of the same conversations, and the person's own browsers. */
async function tellOfDevices(
  { contacts, companionsOf, bus }: PeopleParts,
  id: Uint8Array,
  length: number,
): Promise<void> {
  const accountId = toText(id);
  const others = [...(await contacts.acceptedBy(id)), ...(await companionsOf(id))];
  const to = [...new Set([accountId, ...others.map(toText)])];
  bus.publish({ kind: 'event', to, name: 'devicesChanged', payload: { accountId, length } });
}
