import type { Contact, Person } from '../../../src/client/messenger/api.ts';

export const ada: Person = {
  accountId: 'A'.repeat(22),
  handle: 'ada.lovelace',
  displayName: 'Ada Lovelace',
  trust: 'verified',
};

function contact(handle: string, displayName: string, change: Partial<Contact> = {}): Contact {
  return {
    accountId: `account-${handle}`,
    handle,
    displayName,
    trust: 'pinned',
    state: 'accepted',
    presence: 'offline',
    ...change,
  };
}

export const bea = contact('bea', 'Bea Arnaud', { trust: 'verified', presence: 'online' });
export const grace = contact('grace.hopper', 'Grace Hopper', { presence: 'busy' });
export const kwame = contact('kwame', 'Kwame Mensah', { presence: 'away' });
export const elise = contact('elise.caron', 'Élise Caron');
export const bartholomew = contact('bartholomew', 'Bartholomew Featherstonehaugh', { presence: 'online' });
const nora = contact('nora', 'Nora Lind', { state: 'asking' });
const tom = contact('tom', 'Tom', { state: 'asked' });
const ines = contact('ines.duarte', 'Ines Duarte', { state: 'blocked' });

export const contacts: readonly Contact[] = [bea, grace, kwame, elise, bartholomew, nora, tom, ines];
/** Somebody who is found and is no contact yet. */
export const mei: Person = {
  accountId: 'account-mei',
  handle: 'mei',
  displayName: 'Mei Tanaka',
  trust: 'pinned',
};
