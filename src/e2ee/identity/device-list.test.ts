import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../bytes.ts';
import { DeviceList } from './device-list.ts';
import { IdentityRefusal } from './identity-refusal.ts';
import { type SomePerson, someDevice, somePerson } from './testing/some-person.ts';

const refused = (code: IdentityRefusal['code']) => new IdentityRefusal(code);

let ada: SomePerson;
let eve: SomePerson;
let laptop: Awaited<ReturnType<typeof someDevice>>;
let phone: Awaited<ReturnType<typeof someDevice>>;
/** Adds the laptop, adds the phone, revokes the laptop. */
let entries: [Bytes, Bytes, Bytes];
beforeAll(async () => {
  [ada, eve, laptop, phone] = await Promise.all([
    somePerson('ada'),
    somePerson('eve'),
    someDevice(),
    someDevice(),
  ]);
  const list = new DeviceList(ada.card);
  const next = async (entry: Bytes) => {
    await list.append(entry);
    return entry;
  };
  entries = [
    await next(await list.adding(ada.identity, laptop)),
    await next(await list.adding(ada.identity, phone)),
    await next(await list.revoking(ada.identity, laptop.deviceKey, 1_700_000_000_500)),
  ];
});

let list: DeviceList;
beforeEach(() => {
  list = new DeviceList(ada.card);
});

async function follow(...some: Bytes[]): Promise<void> {
  for (const entry of some) await list.append(entry);
}

describe('a device list', () => {
  it('tells since when a device is in it, and until when', async () => {
    await follow(...entries);
    expect(list.head.length).toBe(3);
    expect(list.deviceOf(laptop.deviceKey)).toMatchObject({ addedAt: 0, revokedAt: 2, at: laptop.at });
    expect(list.deviceOf(phone.deviceKey)).toMatchObject({ addedAt: 1, revokedAt: undefined });
    expect(list.deviceOf(eve.identity.identityKey)).toBeUndefined();
    expect(list.devices.map(({ sealedLabel }) => sealedLabel)).toEqual([
      laptop.sealedLabel,
      phone.sealedLabel,
    ]);
  });

  it('has one head for one history', async () => {
    const other = new DeviceList(ada.card);
    await follow(entries[0]);
    await other.append(entries[0]);
    expect(list.head).toEqual(other.head);
    await follow(entries[1]);
    expect(list.head.hash).not.toEqual(other.head.hash);
  });

  it.each<[string, () => readonly [readonly Bytes[], Bytes]]>([
    ['after one that is left out', () => [[entries[0]], entries[2]]],
    ['a second time', () => [[entries[0]], entries[0]]],
    ['in place of the first one', () => [[], entries[1]]],
  ])('refuses an entry %s, and stays as it is', async (_what, some) => {
    const [before, bad] = some();
    await follow(...before);
    const { head } = list;
    await expect(list.append(bad)).rejects.toEqual(refused('broken-chain'));
    expect(list.head).toBe(head);
  });

  it('refuses the list of somebody else', async () => {
    const theirs = await new DeviceList(eve.card).adding(eve.identity, laptop);
    await expect(list.append(theirs)).rejects.toEqual(refused('not-authentic'));
  });

  it('refuses an entry for this account that another identity has signed', async () => {
    const forged = await new DeviceList(ada.card).adding(eve.identity, phone);
    await expect(list.append(forged)).rejects.toEqual(refused('not-authentic'));
  });

  it('refuses an entry of this identity for another account', async () => {
    const { identityKey } = ada.card;
    const moved = await new DeviceList({ accountId: eve.accountId, identityKey }).adding(ada.identity, phone);
    await expect(list.append(moved)).rejects.toEqual(refused('not-authentic'));
  });

  it('refuses a device that has not signed itself', async () => {
    const stolen = { ...laptop, sign: phone.sign };
    const entry = await list.adding(ada.identity, stolen);
    await expect(list.append(entry)).rejects.toEqual(refused('not-authentic'));
  });

  it('refuses any flipped bit', async () => {
    const [entry] = entries;
    for (let at = 0; at < entry.length; at += 7) {
      const flipped = entry.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expect(list.append(flipped)).rejects.toBeInstanceOf(IdentityRefusal);
    }
    await follow(entry);
    expect(list.head.length).toBe(1);
  });

  it.each([0, 1, 99, 227, 228])('refuses %p bytes of an entry', async (length) => {
    await expect(list.append(entries[0].subarray(0, length))).rejects.toBeInstanceOf(IdentityRefusal);
  });

  it('takes no device twice, and none back that was revoked', async () => {
    await follow(...entries);
    await expect(list.append(await list.adding(ada.identity, phone))).rejects.toEqual(refused('not-allowed'));
    await expect(list.append(await list.adding(ada.identity, laptop))).rejects.toEqual(
      refused('not-allowed'),
    );
  });

  it('revokes only what is in it', async () => {
    await follow(...entries);
    const { deviceKey } = await someDevice();
    for (const key of [laptop.deviceKey, deviceKey]) {
      const entry = await list.revoking(ada.identity, key, 1);
      await expect(list.append(entry)).rejects.toEqual(refused('not-allowed'));
    }
  });
});
