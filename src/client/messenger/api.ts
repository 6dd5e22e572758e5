import type { ReadonlySignal } from '@preact/signals-core';
import type { OwnPresence, Presence } from '../../protocol/live-events.ts';

/**
 * A person's contacts and conversations. State is a read-only signal; what asks the server rejects with a
 * `ProtocolError`. Nothing leaves this device that is not sealed to those whom it is for.
 */

export type { OwnPresence, Presence };

/** How sure one can be of who somebody is. */
export type Trust =
  /** The keys are those that were seen first. */
  | 'pinned'
  /** Both have compared their safety number, or the keys came with a personal link. */
  | 'verified'
  /** The server shows other keys than before: nothing is sent until the person accepts them. */
  | 'changed';

/** Somebody as one sees them. */
export interface Person {
  readonly accountId: string;
  readonly handle: string;
  /** What they call themselves; their handle where they have not said. */
  readonly displayName: string;
  readonly trust: Trust;
}

/**
 * What somebody is to oneself:
 * - `none`: nothing yet.
 * - `asked`: one has asked them; `asking`: they have asked; `ignored`: they have asked, and one does not answer.
 * - `accepted`: each is the other's contact.
 * - `blocked`: nothing of theirs is shown, and they are not told.
 */
export type ContactState = 'none' | 'asked' | 'asking' | 'ignored' | 'accepted' | 'blocked';

export interface Contact extends Person {
  readonly state: Exclude<ContactState, 'none'>;
  readonly presence: Presence;
}

export interface FoundPerson extends Person {
  readonly state: ContactState;
  readonly isMe: boolean;
}

/** One's own browsers, as the signed device list has them. */
export interface OwnDevice {
  /** Its key in base64url. */
  readonly deviceId: string;
  /** Such as `Firefox on Linux`. */
  readonly label: string;
  /** Milliseconds since 1970 began. */
  readonly addedAt: number;
  readonly isCurrent: boolean;
}

export type MemberRole = 'owner' | 'moderator' | 'member';

export interface Member extends Person {
  readonly role: MemberRole;
  readonly isMe: boolean;
}

/** A conversation in the list. */
export interface ConversationSummary {
  readonly conversationId: string;
  readonly kind: 'direct' | 'group';
  /** A group's own title, or nothing; of a direct conversation the other's display name. */
  readonly title: string | undefined;
  /** Everybody but oneself; for a direct conversation just the other. */
  readonly others: readonly Person[];
  readonly unread: number;
  /** What the list shows of the last message. */
  readonly lastLine: LastLine | undefined;
  /** Milliseconds since 1970 began. */
  readonly changedAt: number;
  readonly isMuted: boolean;
  readonly isPinned: boolean;
  readonly isArchived: boolean;
  /** What was written and not sent. */
  readonly draft: string;
  /** Who is writing just now. */
  readonly typing: readonly Person[];
}

export interface LastLine {
  readonly author: Person | 'me';
  readonly content:
    | { readonly kind: 'text'; readonly body: string }
    | { readonly kind: 'deleted' | 'call' | 'file' | 'unreadable' | 'unsupported' };
}

/** How far one's own message has come. */
export type Delivery =
  | { readonly kind: 'sending' }
  | { readonly kind: 'sent' }
  /** Every other member's device has it. */
  | { readonly kind: 'delivered' }
  /** Every other member has read it. */
  | { readonly kind: 'read' }
  /** It is kept, and can be sent again. @see Conversation.retry */
  | { readonly kind: 'failed'; readonly code: string };

export interface Reaction {
  readonly emoji: string;
  readonly people: readonly Person[];
  readonly isMine: boolean;
}

/** The message that another one answers, as far as it is at hand. */
export interface QuotedMessage {
  readonly messageId: string;
  readonly author: Person | 'me' | undefined;
  readonly excerpt: string | undefined;
}

/** How far the bytes of a file have come. */
export interface FileProgress {
  /** Bytes of the file. */
  readonly done: number;
  readonly size: number;
  /** Of late; nothing where that is not known yet. */
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/**
 * How a file stands on this device:
 * - `idle`: not here; it can be fetched.
 * - `preparing`: it waits for its turn, or is looked into.
 * - `moving`: on its way to the server (`up`) or to this device (`down`).
 * - `interrupted`: as `moving`, without a connection just now; it goes on by itself.
 * - `paused`: until somebody resumes it.
 * - `choose-again`: the page was loaded anew, or the file cannot be read any more: its person has to choose it again.
 *   `isOther` where they have chosen another.
 * - `failed`: it can be resumed; the code is that of a `ProtocolError`, or `no-room` of this device, or
 *   `source-changed`.
 * - `refused`: what came is not what was sent. Nothing of it is handed out.
 * - `gone`: the server has it no more.
 * - `ready`: here, and proved whole.
 */
export type FileTransfer =
  | { readonly kind: 'idle' | 'preparing' | 'refused' | 'gone' | 'ready' }
  | {
      readonly kind: 'moving' | 'interrupted' | 'paused';
      readonly direction: 'up' | 'down';
      readonly progress: FileProgress;
    }
  | { readonly kind: 'choose-again'; readonly isOther: boolean }
  | { readonly kind: 'failed'; readonly direction: 'up' | 'down'; readonly code: string };

/** A small picture of a file, made on its author's device. */
export interface FileThumbnail {
  /** A `data:` URL of pixels. */
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

/** What is said of a file, by its author. */
export interface FileContent {
  readonly kind: 'file';
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string;
  readonly thumbnail: FileThumbnail | undefined;
  /** Milliseconds, of a film. */
  readonly duration: number | undefined;
  /** The same signal as long as the message is there. */
  readonly transfer: ReadonlySignal<FileTransfer>;
}

export type MessageContent =
  | { readonly kind: 'text'; readonly body: string; readonly isEdited: boolean }
  /** Its author took it back. */
  | { readonly kind: 'deleted' }
  /** An invitation to a call, with the link that opens it. */
  | { readonly kind: 'call'; readonly path: string }
  | FileContent
  /** Made by a later version of the app. */
  | { readonly kind: 'unsupported' }
  /** It does not open, or is not from whom it says: shown as such, never as a message. */
  | { readonly kind: 'unreadable' };

export interface Message {
  readonly kind: 'message';
  readonly messageId: string;
  readonly author: Person;
  readonly isMine: boolean;
  /** Milliseconds since 1970 began, by the server's clock; by this device's while it is being sent. */
  readonly at: number;
  readonly content: MessageContent;
  readonly reactions: readonly Reaction[];
  readonly replyTo: QuotedMessage | undefined;
  /** Of one's own messages alone. */
  readonly delivery: Delivery | undefined;
}

/** Something that happened to the conversation itself, as its signed log says. */
export interface MembershipNote {
  readonly kind: 'note';
  readonly noteId: string;
  readonly at: number;
  readonly by: Person;
  readonly change:
    | { readonly kind: 'created' }
    | { readonly kind: 'added' | 'removed'; readonly people: readonly Person[] }
    | { readonly kind: 'left' }
    | { readonly kind: 'renamed'; readonly title: string }
    | { readonly kind: 'keys-renewed' }
    /** The server leaves out what this person has sent before the next message. */
    | { readonly kind: 'missing' };
}

export type TimelineItem = Message | MembershipNote;

/**
 * Why nothing can be sent to a conversation:
 * - `changed-identity`: the server shows other keys for these people than before.
 * - `not-a-member`: one has left or was taken out.
 * - `blocked`: one has blocked the other of a direct conversation.
 * - `not-a-contact`: the other of a direct conversation is no contact (any more).
 * - `dishonest-server`: what the server hands out of this conversation does not hold together.
 */
export type SendingBlock =
  | { readonly kind: 'changed-identity'; readonly people: readonly Person[] }
  | { readonly kind: 'not-a-member' | 'blocked' | 'not-a-contact' | 'dishonest-server' };

/** An open conversation. Whoever has opened it closes it. */
export interface Conversation {
  readonly conversationId: string;
  readonly summary: ReadonlySignal<ConversationSummary>;
  readonly members: ReadonlySignal<readonly Member[]>;
  /** Whether people who are added later can read what was said before. */
  readonly newcomersSeeHistory: ReadonlySignal<boolean>;
  /** In order, the oldest first: what is loaded of the past, and what is being sent at its end. */
  readonly timeline: ReadonlySignal<readonly TimelineItem[]>;
  /** The message after which everything was unread when the conversation was opened. */
  readonly lastReadMessageId: string | undefined;
  /** `loading` until there is something to show; `partial` while older messages can be loaded. */
  readonly history: ReadonlySignal<'loading' | 'partial' | 'complete'>;
  readonly sendingBlock: ReadonlySignal<SendingBlock | undefined>;
  loadOlder(): Promise<void>;
  /** Sends in the background: it is on the timeline at once. @param body 1 to 20,000 characters. */
  sendText(body: string, options?: { replyTo?: string }): void;
  /** Seals and sends files in the background: each is on the timeline at once, and a message once it is at the server. */
  sendFiles(files: readonly File[]): void;
  /** Takes the file of an upload that waits for it. */
  chooseFileAgain(messageId: string, file: File): void;
  /** Fetches a file in the background, as far as it is not here. */
  fetchFile(messageId: string): void;
  pauseFile(messageId: string): void;
  /** Goes on with what is paused or has failed. */
  resumeFile(messageId: string): void;
  /** Gives up an upload, with its message, or a download. */
  cancelFile(messageId: string): Promise<void>;
  /** A file that is `ready`; nothing where the browser has cleared it meanwhile: it is `idle` again. */
  readFile(messageId: string): Promise<Blob | undefined>;
  /** Tries again to send what has failed. */
  retry(messageId: string): void;
  /** Gives up what has failed. */
  discard(messageId: string): void;
  edit(messageId: string, body: string): void;
  /** Takes one's own message back; a trace of it stays. Its file is deleted at the server. */
  delete(messageId: string): void;
  react(messageId: string, emoji: string, isOn: boolean): void;
  /** Everything that is on the timeline has been seen. */
  markRead(): void;
  /** To be called while the person writes, as often as one likes. */
  sayTyping(): void;
  saveDraft(text: string): void;
  /** Makes an encrypted room and sends the invitation to it. @returns The path under which the call opens. */
  startCall(): Promise<string>;
  /** Of groups, by owners and moderators. */
  rename(title: string): Promise<void>;
  add(accountIds: readonly string[]): Promise<void>;
  remove(accountId: string): Promise<void>;
  /** The only owner hands the group on to a moderator, or else to whoever was in it first. */
  leave(): Promise<void>;
  /** What a device that was lost still has opens nothing of what is said from then on. */
  renewKeys(): Promise<void>;
  /** By owners: whether people who are added later can read what was said before. Holds for what is said from then on. */
  setNewcomersSeeHistory(newcomersSeeHistory: boolean): Promise<void>;
  close(): void;
}

/** 60 digits in groups of five that are the same for two people, and the same as a QR code's text. */
export interface SafetyNumber {
  readonly digits: string;
  readonly qrText: string;
}

/** All that there is of a person, as they read it: plain JSON, in clear. Times are ISO 8601. */
export interface ExportedData {
  readonly format: 'sottovoce-export';
  readonly version: 1;
  readonly exportedAt: string;
  readonly account: { readonly accountId: string; readonly handle: string; readonly displayName: string };
  readonly devices: readonly { readonly label: string; readonly addedAt: string }[];
  readonly contacts: readonly {
    readonly handle: string;
    readonly displayName: string;
    readonly state: Contact['state'];
    readonly isVerified: boolean;
  }[];
  readonly conversations: readonly ExportedConversation[];
}

interface ExportedConversation {
  readonly conversationId: string;
  readonly kind: ConversationSummary['kind'];
  readonly title: string | undefined;
  readonly members: readonly { readonly handle: string; readonly role: Member['role'] }[];
  readonly messages: readonly ExportedMessage[];
}

export interface ExportedMessage {
  readonly messageId: string;
  readonly author: string;
  readonly at: string;
  readonly content: Message['content'];
  readonly replyTo?: string;
  readonly reactions?: readonly { readonly emoji: string; readonly by: readonly string[] }[];
}

export interface NewGroup {
  readonly title: string;
  /** Contacts. */
  readonly members: readonly string[];
  /** Whether people who are added later can read what was said before. */
  readonly newcomersSeeHistory: boolean;
}

export interface Messenger {
  /** `offline`: what is written waits on this device; it is sent when the connection is back. */
  readonly connection: ReadonlySignal<'connecting' | 'connected' | 'offline'>;
  /**
   * Whether the server has handed out something of people, browsers or messages that nobody has signed. It was not taken;
   * until the server hands out what is right, what follows from it is missing.
   */
  readonly isDoubted: ReadonlySignal<boolean>;
  /** Whether contacts and conversations are there. */
  readonly isLoaded: ReadonlySignal<boolean>;
  readonly contacts: ReadonlySignal<readonly Contact[]>;
  /** Pinned ones first, then those that changed last. Archived ones are among them. */
  readonly conversations: ReadonlySignal<readonly ConversationSummary[]>;
  readonly devices: ReadonlySignal<readonly OwnDevice[]>;
  /** A browser that has logged in and was not seen before; until {@link dismissNewDevices}. */
  readonly newDevices: ReadonlySignal<readonly OwnDevice[]>;
  readonly presence: ReadonlySignal<OwnPresence>;
  /** The path of a link by which others find and verify this person, `/p/<handle>#<fingerprint>`. */
  readonly personalPath: ReadonlySignal<string | undefined>;
  /** By exact handle or by a personal link. Rejects with `not-found`. */
  find(handleOrLink: string): Promise<FoundPerson>;
  /** Asks somebody to become a contact, or accepts who has asked. */
  askContact(accountId: string): Promise<void>;
  ignoreContact(accountId: string): Promise<void>;
  blockContact(accountId: string): Promise<void>;
  /** Takes back a request, ends a contact or lifts a block. */
  removeContact(accountId: string): Promise<void>;
  safetyNumber(accountId: string): Promise<SafetyNumber>;
  /** Notes that the safety numbers were compared, or that they were not after all. */
  setVerified(accountId: string, isVerified: boolean): Promise<void>;
  /** Whether the text of a QR code that was scanned is this person's safety number. */
  matchesSafetyNumber(accountId: string, scannedText: string): Promise<boolean>;
  /** Goes on with somebody whose keys have changed. */
  acceptChangedIdentity(accountId: string): Promise<void>;
  setPresence(presence: OwnPresence): void;
  dismissNewDevices(): void;
  /** Takes a browser out: it is logged out, and trusted by nobody any more. */
  revokeDevice(deviceId: string): Promise<void>;
  /** @returns The id of the conversation with a contact; makes it where there is none. */
  openDirect(accountId: string): Promise<string>;
  createGroup(group: NewGroup): Promise<string>;
  /** Waits until conversations are there. Rejects with `not-found`. */
  openConversation(conversationId: string): Promise<Conversation>;
  setMuted(conversationId: string, isMuted: boolean): Promise<void>;
  setPinned(conversationId: string, isPinned: boolean): Promise<void>;
  setArchived(conversationId: string, isArchived: boolean): Promise<void>;
  /**
   * All that there is of this person, in clear, once every conversation is loaded to its beginning.
   *
   * @param progress Is told how many conversations are done, and of how many.
   */
  exportData(progress: (done: number, all: number) => void): Promise<ExportedData>;
  close(): void;
}
