import type { DeviceSigner } from '../../../e2ee/conversations/device.ts';
import type { Person } from '../api.ts';
import type { FileParts } from '../files/file-parts.ts';
import type { LiveConnection } from '../live-connection.ts';
import type { LocalStore } from '../local-store.ts';
import type { ConversationRequest, Me } from '../messenger-requests.ts';
import type { ContactBook } from '../people/contact-book.ts';
import type { Contacts } from '../people/contacts.ts';
import type { People } from '../people/people.ts';
import type { Directory } from './directory.ts';

/** What conversations are made of. */
export interface ConversationParts {
  readonly request: ConversationRequest;
  readonly live: Pick<LiveConnection, 'request' | 'state'>;
  readonly store: LocalStore;
  readonly book: ContactBook;
  readonly people: People;
  readonly contacts: Contacts;
  readonly directory: Directory;
  readonly files: FileParts;
  readonly signer: DeviceSigner;
  readonly me: Me;
  /** Somebody as one sees them, oneself among them. */
  readonly person: (accountId: string) => Person;
  /** Makes a room for a call. @returns Its code, and the secret of the link to it. */
  readonly createRoom: () => Promise<{ roomId: string; invitation: string }>;
  /** Lets one tab at a time do something of this name. */
  readonly exclusively: <T>(name: string, act: () => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}
