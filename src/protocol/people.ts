import { z } from 'zod';
import { accountIdSchema, handleSchema, sealKeySchema, timeSchema } from './accounts.ts';
import { bytes, bytesUpTo } from './encoded-bytes.ts';

/**
 * People, their devices and one's contacts over HTTP. What they say of themselves is signed by keys that the server
 * does not have: it hands it on, and can hold it back, and no more.
 */

/** Who somebody is, as their identity key signs it. */
export const identityCardSchema = z.object({
  accountId: accountIdSchema,
  handle: handleSchema,
  identityKey: bytes(32),
  sealKey: sealKeySchema,
  cardSignature: bytes(64),
});

/** One entry of a device list. Signed by the account's identity; the server reads none of it. */
export const deviceEntrySchema = bytesUpTo(512);
/** Most entries of one device list. */
export const deviceListLimit = 1000;
const deviceListLengthSchema = z.int().min(0).max(deviceListLimit);

/** What one person tells another of themselves (the name that they go by), sealed to the other's identity. */
export const introductionSchema = bytesUpTo(4096);

/** Most bytes of a contact book. */
export const bookLimit = 262_144;

/** What a person knows of their contacts, and in whom they trust: sealed under their own master key. */
const bookSchema = bytesUpTo(bookLimit);

/**
 * What a contact is to the one who asks:
 * - `asked`: one has asked them.
 * - `asking`: they have asked, and wait.
 * - `ignored`: they have asked and are not to hear of it.
 * - `accepted`: each is the other's contact.
 * - `blocked`: nothing of theirs is delivered. They are not told.
 */
export const contactStateSchema = z.enum(['asked', 'asking', 'ignored', 'accepted', 'blocked']);

export const contactSchema = z.object({
  person: identityCardSchema,
  state: contactStateSchema,
  /** Theirs, once there is one. */
  introduction: introductionSchema.optional(),
  /** How many entries their device list has. */
  deviceListLength: deviceListLengthSchema,
  changedAt: timeSchema,
});

const nothing = z.undefined();

/** Every route about people. All of them need a session. */
export const peopleRoutes = {
  /** By exact handle. `not-found` where nobody has it. */
  findPerson: {
    method: 'GET',
    path: '/api/people/by-handle/:handle',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ person: identityCardSchema }),
  },
  /**
   * The cards of contacts and of those with whom one has a conversation. Others are left out. `gone` are those of them
   * whose account is deleted: their cards verify what they have signed.
   */
  readPeople: {
    method: 'POST',
    path: '/api/people/cards',
    session: true,
    body: z.object({ accountIds: z.array(accountIdSchema).min(1).max(500) }),
    status: 200,
    answer: z.object({ people: z.array(identityCardSchema), gone: z.array(accountIdSchema) }),
  },
  /** Somebody's device list from this entry on, at most 100 entries. Of the same people, and oneself. */
  readDevices: {
    method: 'GET',
    path: '/api/people/:accountId/devices/:from',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ entries: z.array(deviceEntrySchema).max(100), length: deviceListLengthSchema }),
  },
  /** Appends to one's own list. `conflict` where another entry has this index. */
  addDeviceEntry: {
    method: 'POST',
    path: '/api/account/devices',
    session: true,
    body: z.object({
      index: z
        .int()
        .min(0)
        .max(deviceListLimit - 1),
      entry: deviceEntrySchema,
    }),
    status: 204,
    answer: nothing,
  },
  listContacts: {
    method: 'GET',
    path: '/api/contacts',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ contacts: z.array(contactSchema) }),
  },
  /**
   * Asks somebody, or accepts who has asked; also tells a contact of a new name. Whoever is blocked or ignored by the
   * other gets the same answer as anybody.
   */
  askContact: {
    method: 'PUT',
    path: '/api/contacts/:accountId',
    session: true,
    body: z.object({ introduction: introductionSchema }),
    status: 200,
    answer: z.object({ state: contactStateSchema }),
  },
  /** Of somebody who asks. They are not told. */
  ignoreContact: {
    method: 'PUT',
    path: '/api/contacts/:accountId/ignored',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  /** Anybody, contact or not. They are not told. */
  blockContact: {
    method: 'PUT',
    path: '/api/contacts/:accountId/blocked',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  /** Takes back a request, ends a contact or a block. What there is on the other's side of a contact ends too. */
  removeContact: {
    method: 'DELETE',
    path: '/api/contacts/:accountId',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  readBook: {
    method: 'GET',
    path: '/api/account/book',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ revision: z.int().min(0), book: bookSchema.optional() }),
  },
  /** `conflict` unless the book has this revision; it has the next one then. */
  writeBook: {
    method: 'PUT',
    path: '/api/account/book',
    session: true,
    body: z.object({ revision: z.int().min(0), book: bookSchema }),
    status: 204,
    answer: nothing,
  },
} as const;

export type PeopleRouteName = keyof typeof peopleRoutes;
export type PeopleAnswer<N extends PeopleRouteName> = z.output<(typeof peopleRoutes)[N]['answer']>;
export type IdentityCard = z.infer<typeof identityCardSchema>;
export type ContactState = z.infer<typeof contactStateSchema>;
export type ListedContact = z.infer<typeof contactSchema>;
