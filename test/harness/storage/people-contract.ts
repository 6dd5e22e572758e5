import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import { SqlBookStore } from '../../../src/server/storage/book-store.ts';
import { SqlCardStore } from '../../../src/server/storage/card-store.ts';
import {
  type ContactSide,
  type ContactSides,
  SqlContactStore,
} from '../../../src/server/storage/contact-store.ts';
import type { Database } from '../../../src/server/storage/database.ts';
import { SqlDeviceStore } from '../../../src/server/storage/device-store.ts';
import { codeOf } from './code-of.ts';
import { plain } from './plain.ts';
import type { OpenDatabase } from './storage-contract.ts';
import { newAccount, newSession } from './stored-records.ts';

const side = (state: ContactSide['state'], introduction: Uint8Array | null = null): ContactSide => ({
  state,
  introduction,
});
const to = (own: ContactSide | undefined, other: ContactSide | undefined) => () => ({ own, other });
const limits = { perAccount: 10, waiting: 10 };

/** What every database has to do for people and their contacts. */
export function describePeopleStorage(open: OpenDatabase): void {
  let database: Database;
  let other: Database;
  let contacts: SqlContactStore;
  beforeEach(async () => {
    [database, other] = await Promise.all([open(), open()]);
    contacts = new SqlContactStore(database);
  });
  afterEach(async () => {
    await Promise.all([database.close(), other.close()]);
  });

  async function register() {
    const account = newAccount();
    await new SqlAccountStore(database).create(account, newSession());
    return account;
  }

  const change = (
    ownerId: Uint8Array,
    personId: Uint8Array,
    decide: (sides: ContactSides) => ContactSides,
    over = {},
  ) => contacts.change({ ownerId, personId }, decide, { now: 5_000, limits, ...over });

  describe('a contact', () => {
    it('is what each of the two sees, from what it was', async () => {
      const [anna, bruno] = [await register(), await register()];
      const introduction = randomBytes(90);
      const asked = await change(anna.id, bruno.id, to(side('asked'), side('asking', introduction)));
      expect(asked.before).toEqual({ own: undefined, other: undefined });
      const { before } = await change(bruno.id, anna.id, (sides) => sides);
      expect(plain(before)).toEqual(plain({ own: side('asking', introduction), other: side('asked') }));
      expect(plain(await contacts.list(bruno.id))).toMatchObject([
        {
          person: {
            accountId: plain(anna.id),
            handle: anna.handle,
            identityKey: plain(anna.identityKey),
            sealKey: plain(anna.sealKey),
            cardSignature: plain(anna.cardSignature),
          },
          state: 'asking',
          introduction: plain(introduction),
          deviceListLength: 0,
          changedAt: 5_000,
        },
      ]);
      expect(await contacts.list(anna.id)).toMatchObject([{ state: 'asked', introduction: null }]);
    });

    it('is mutual where both say so', async () => {
      const [anna, bruno, carla] = [await register(), await register(), await register()];
      await change(anna.id, bruno.id, to(side('accepted'), side('accepted')));
      await change(anna.id, carla.id, to(side('accepted'), side('blocked')));
      expect(plain(await contacts.mutual(anna.id))).toEqual(plain([bruno.id]));
      expect(await contacts.mutual(carla.id)).toEqual([]);
      expect(plain(await contacts.acceptedBy(bruno.id))).toEqual(plain([anna.id]));
      expect((await contacts.knownBy(anna.id)).map(plain).sort()).toEqual(
        [bruno.id, carla.id].map(plain).sort(),
      );
    });

    it('goes on both sides', async () => {
      const [anna, bruno] = [await register(), await register()];
      await change(anna.id, bruno.id, to(side('accepted'), side('accepted')));
      await change(bruno.id, anna.id, to(undefined, undefined));
      expect(await contacts.list(anna.id)).toEqual([]);
      expect(await contacts.list(bruno.id)).toEqual([]);
    });

    it('keeps when it changed where one side stays as it was', async () => {
      const [anna, bruno] = [await register(), await register()];
      await change(anna.id, bruno.id, to(side('accepted'), side('accepted')));
      await change(anna.id, bruno.id, ({ other: theirs }) => ({ own: side('blocked'), other: theirs }), {
        now: 9_000,
      });
      expect(await contacts.list(anna.id)).toMatchObject([{ state: 'blocked', changedAt: 9_000 }]);
      expect(await contacts.list(bruno.id)).toMatchObject([{ state: 'accepted', changedAt: 5_000 }]);
    });

    it('of nobody is not found', async () => {
      const anna = await register();
      const nobody = change(anna.id, randomBytes(16), to(side('asked'), side('asking')));
      expect(await codeOf(nobody)).toBe('not-found');
    });

    it('has changed nothing where the decision throws', async () => {
      const [anna, bruno] = [await register(), await register()];
      const refused = change(anna.id, bruno.id, () => {
        throw new Error('refused');
      });
      await expect(refused).rejects.toThrow();
      expect(await contacts.list(anna.id)).toEqual([]);
    });

    it('is refused where there are too many, whatever the person thinks of it', async () => {
      const [anna, bruno, carla] = [await register(), await register(), await register()];
      const few = { limits: { perAccount: 1, waiting: 1 } };
      await change(anna.id, bruno.id, to(side('asked'), side('asking')), few);
      expect(await codeOf(change(anna.id, carla.id, to(side('asked'), side('asking')), few))).toBe(
        'limit-reached',
      );
      // Bruno has as many who wait as he may: nobody else gets through, nor learns whether he wants them.
      expect(await codeOf(change(carla.id, bruno.id, to(side('asked'), undefined), few))).toBe(
        'limit-reached',
      );
    });

    it('that both ask for at once is decided one after the other, on any node', async () => {
      const [anna, bruno] = [await register(), await register()];
      const elsewhere = new SqlContactStore(other);
      const seen: string[] = [];
      const decide = (sides: ContactSides): ContactSides => {
        seen.push(sides.own?.state ?? 'nothing');
        if (sides.own?.state === 'asking') return { own: side('accepted'), other: side('accepted') };
        return { own: side('asked'), other: side('asking') };
      };
      await Promise.all([
        change(anna.id, bruno.id, decide),
        elsewhere.change({ ownerId: bruno.id, personId: anna.id }, decide, { now: 5_000, limits }),
      ]);
      expect(seen).toEqual(['nothing', 'asking']);
      expect(await contacts.list(anna.id)).toMatchObject([{ state: 'accepted' }]);
    });

    it('goes with either account', async () => {
      const [anna, bruno] = [await register(), await register()];
      await change(anna.id, bruno.id, to(side('accepted'), side('accepted')));
      await new SqlAccountStore(database).delete(anna.id, anna.lookHash, 5_000);
      expect(await contacts.list(bruno.id)).toEqual([]);
      expect(await contacts.knownBy(bruno.id)).toEqual([]);
    });
  });

  describe('a card', () => {
    it('is found by handle by anybody, and else by whoever knows the person', async () => {
      const cards = new SqlCardStore(database);
      const [anna, bruno, carla] = [await register(), await register(), await register()];
      await change(anna.id, bruno.id, to(side('asked'), side('asking')));
      expect(plain(await cards.findByHandle(carla.handle))).toMatchObject({ accountId: plain(carla.id) });
      expect(await cards.findByHandle('nobody')).toBeUndefined();
      const ids = [anna.id, bruno.id, carla.id, randomBytes(16)];
      const handles = async (reader: Uint8Array) =>
        (await cards.list(reader, ids)).map(({ handle }) => handle).sort();
      expect(await handles(anna.id)).toEqual([anna.handle, bruno.handle].sort());
      expect(await handles(bruno.id)).toEqual([anna.handle, bruno.handle].sort());
      expect(await handles(carla.id)).toEqual([carla.handle]);
      expect(await cards.isKnown(anna.id, carla.id)).toBe(false);
    });
  });

  describe('a device list', () => {
    it('grows by one entry after the other, and shows them in order', async () => {
      const devices = new SqlDeviceStore(database);
      const { id } = await register();
      const entries = Array.from({ length: 5 }, () => randomBytes(150));
      for (const [index, entry] of entries.entries())
        expect(await devices.append(id, index, entry)).toBe(true);
      expect(plain(await devices.read(id, 0, 3))).toEqual({ entries: plain(entries.slice(0, 3)), length: 5 });
      expect(plain(await devices.read(id, 3, 9))).toEqual({ entries: plain(entries.slice(3)), length: 5 });
      expect(await devices.read(id, 5, 9)).toEqual({ entries: [], length: 5 });
      expect(await devices.read(randomBytes(16), 0, 9)).toEqual({ entries: [], length: 0 });
    });

    it('takes one of two entries that want a place, and the same one twice', async () => {
      const stores = [new SqlDeviceStore(database), new SqlDeviceStore(other)];
      const { id } = await register();
      const entries = Array.from({ length: 6 }, () => randomBytes(150));
      const codes = await Promise.all(
        entries.map((entry, index) => codeOf(stores[index % 2]?.append(id, 0, entry) ?? Promise.reject())),
      );
      expect(codes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'conflict'), 'done']);
      const winner = entries[codes.indexOf('done')] ?? randomBytes(1);
      expect(await stores[0]?.append(id, 0, winner)).toBe(false);
      expect(await codeOf(stores[1]?.append(id, 2, winner) ?? Promise.reject())).toBe('conflict');
    });

    it('counts in its owner’s entry among the contacts of others', async () => {
      const [anna, bruno] = [await register(), await register()];
      await change(anna.id, bruno.id, to(side('asked'), side('asking')));
      const devices = new SqlDeviceStore(database);
      for (const index of [0, 1]) await devices.append(bruno.id, index, randomBytes(150));
      expect(await contacts.list(anna.id)).toMatchObject([{ deviceListLength: 2 }]);
    });
  });

  describe('a contact book', () => {
    it('is replaced by whoever knows its revision, and by one of those who do at once', async () => {
      const [books, elsewhere] = [new SqlBookStore(database), new SqlBookStore(other)];
      const { id } = await register();
      expect(await books.read(id)).toBeUndefined();
      for (const revision of [0, 1]) {
        const written = Array.from({ length: 4 }, () => randomBytes(300));
        const codes = await Promise.all(
          written.map((book, index) => codeOf((index % 2 ? books : elsewhere).write(id, { revision, book }))),
        );
        expect(codes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'done']);
        const book = written[codes.indexOf('done')];
        expect(plain(await books.read(id))).toEqual(plain({ revision: revision + 1, book }));
      }
      expect(await codeOf(books.write(id, { revision: 3, book: randomBytes(3) }))).toBe('conflict');
    });

    it('goes with its account, as its device list does', async () => {
      const account = await register();
      const [books, devices] = [new SqlBookStore(database), new SqlDeviceStore(database)];
      await books.write(account.id, { revision: 0, book: randomBytes(30) });
      await devices.append(account.id, 0, randomBytes(30));
      await new SqlAccountStore(database).delete(account.id, account.lookHash, 5_000);
      expect(await books.read(account.id)).toBeUndefined();
      expect(await devices.read(account.id, 0, 9)).toEqual({ entries: [], length: 0 });
    });
  });
}
