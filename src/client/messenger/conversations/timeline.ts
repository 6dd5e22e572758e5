import type { ReadonlySignal } from '@preact/signals-core';
import type { ConversationFile } from '../../../e2ee/conversations/content.ts';
import type { ReceivedEntry } from '../../../e2ee/conversations/membership-entry.ts';
import { formatRoomCode } from '../../../protocol/identifiers.ts';
import type {
  Delivery,
  FileContent,
  FileTransfer,
  MembershipNote,
  Message,
  MessageContent,
  Person,
  QuotedMessage,
  Reaction,
  TimelineItem,
} from '../api.ts';
import type { WaitingFile } from '../files/conversation-files.ts';
import { thumbnailOf } from '../files/file-thumbnail.ts';
import type { PendingMessage } from './outbox.ts';
import type { PlacedMessage } from './served-order.ts';

export interface TimelineInput {
  readonly messages: readonly PlacedMessage[];
  readonly pending: readonly PendingMessage[];
  /** Files that are no messages yet. */
  readonly waitingFiles: readonly WaitingFile[];
  /** How a message's file stands. */
  readonly transfer: (messageId: string) => ReadonlySignal<FileTransfer>;
  readonly entries: readonly ReceivedEntry[];
  /** The titles that entries gave, as far as they open, by index. */
  readonly titles: ReadonlyMap<number, string>;
  readonly me: string;
  readonly person: (accountId: string) => Person;
  /** How far every other member has come: the least of them. */
  readonly others: { readonly delivered: number; readonly read: number };
  /** Whether older messages are not at hand: what happened before the first one is left out, too. */
  readonly isPartial: boolean;
}

const excerptLength = 140;

/** What is said of a message by those that follow it. */
interface Later {
  body: string | undefined;
  isDeleted: boolean;
  readonly reactions: Map<string, Set<string>>;
}

/** Something that was said, sent or still on its way. */
interface Said {
  readonly messageId: string;
  readonly author: string;
  readonly at: number;
  readonly content:
    | PendingMessage['content']
    | { readonly kind: 'unsupported' | 'unreadable' }
    | { readonly kind: 'waiting-file'; readonly file: WaitingFile };
  readonly delivery: Delivery | undefined;
  readonly missingBefore: number;
}

/**
 * The timeline of a conversation: messages with what later ones change in them, and what its log says. An edit or a
 * deletion counts from the message's own author alone.
 */
export function timelineOf(input: TimelineInput): TimelineItem[] {
  const isMine = ({ author, opening }: PlacedMessage) => author === input.me && opening.kind === 'opened';
  const arrived = new Set(input.messages.filter(isMine).map(({ messageId }) => messageId));
  const known = new Set([...arrived, ...input.pending.map(({ messageId }) => messageId)]);
  const said = namedOnce([
    ...input.messages.map((message) => sent(message, input)),
    // One that has come back from the server before it was confirmed is there already.
    ...[
      ...input.pending.filter(({ messageId }) => !arrived.has(messageId)).map(waiting(input.me)),
      ...input.waitingFiles.filter(({ messageId }) => !known.has(messageId)).map(waitingFile(input.me)),
    ].sort((a, b) => a.at - b.at),
  ]);
  const later = laterChanges(said);
  const shown = new Map(said.filter(isReadable).map((one) => [one.messageId, one]));
  const messages = said.flatMap((one): TimelineItem[] => {
    const { content } = one;
    const isChange = content.kind === 'edit' || content.kind === 'delete' || content.kind === 'reaction';
    const missing = one.missingBefore > 0 ? [missingNote(one, input)] : [];
    return isChange ? missing : [...missing, messageItem(one, shown, later, input)];
  });
  const notes = notesOf(input);
  const first = messages[0]?.at;
  const isAtHand = ({ at }: MembershipNote) => !input.isPartial || (first !== undefined && at >= first);
  return merged(messages, notes.filter(isAtHand));
}

function sent(message: PlacedMessage, input: TimelineInput): Said {
  const { messageId, author, receivedAt, opening, sequence, missingBefore } = message;
  const { me, others } = input;
  const delivery: Delivery | undefined =
    author !== me
      ? undefined
      : { kind: others.read >= sequence ? 'read' : others.delivered >= sequence ? 'delivered' : 'sent' };
  const content = opening.kind === 'opened' ? opening.content : ({ kind: 'unreadable' } as const);
  return { messageId, author, at: receivedAt, content, delivery, missingBefore };
}

function waiting(me: string) {
  return ({ messageId, content, at, failure }: PendingMessage): Said => ({
    messageId,
    author: me,
    at,
    content,
    delivery: failure === undefined ? { kind: 'sending' } : { kind: 'failed', code: failure },
    missingBefore: 0,
  });
}

const isReadable = ({ content }: Said) => content.kind !== 'unreadable';

/** A member and the server together could give a message the id of somebody else's: what comes second is none. */
function namedOnce(said: readonly Said[]): Said[] {
  const named = new Set<string>();
  return said.map((one) => {
    if (!isReadable(one)) return one;
    if (named.has(one.messageId)) return { ...one, content: { kind: 'unreadable' } };
    named.add(one.messageId);
    return one;
  });
}

function waitingFile(me: string) {
  return (file: WaitingFile): Said => ({
    messageId: file.messageId,
    author: me,
    at: file.at,
    content: { kind: 'waiting-file', file },
    delivery: { kind: 'sending' },
    missingBefore: 0,
  });
}

function laterChanges(said: readonly Said[]): Map<string, Later> {
  // Of what does not open, id and author are what the server says.
  const authors = new Map(said.filter(isReadable).map(({ messageId, author }) => [messageId, author]));
  const changes = new Map<string, Later>();
  for (const { author, content } of said) {
    if (!('of' in content)) continue;
    const later = changes.get(content.of) ?? { body: undefined, isDeleted: false, reactions: new Map() };
    changes.set(content.of, later);
    const isOwn = authors.get(content.of) === author;
    if (content.kind === 'edit' && isOwn) later.body = content.body;
    if (content.kind === 'delete' && isOwn) later.isDeleted = true;
    if (content.kind === 'reaction') {
      const people = later.reactions.get(content.emoji) ?? new Set<string>();
      later.reactions.set(content.emoji, people);
      if (content.action === 'add') people.add(author);
      else people.delete(author);
    }
  }
  return changes;
}

function messageItem(
  one: Said,
  shown: ReadonlyMap<string, Said>,
  changes: ReadonlyMap<string, Later>,
  { me, person, transfer }: TimelineInput,
): Message {
  const { messageId, author, at, content, delivery } = one;
  const later = isReadable(one) ? changes.get(messageId) : undefined;
  const replyTo = content.kind === 'text' ? content.replyTo : undefined;
  return {
    kind: 'message',
    messageId,
    author: person(author),
    isMine: author === me,
    at,
    content: contentOf(content, later, () => transfer(messageId)),
    reactions: later === undefined || later.isDeleted ? [] : reactionsOf(later, me, person),
    replyTo:
      replyTo === undefined
        ? undefined
        : quoted(replyTo, shown.get(replyTo), changes.get(replyTo), { me, person, transfer }),
    delivery,
  };
}

function contentOf(
  content: Said['content'],
  later: Later | undefined,
  transfer: () => ReadonlySignal<FileTransfer>,
): MessageContent {
  if (later?.isDeleted === true) return { kind: 'deleted' };
  switch (content.kind) {
    case 'text':
      return { kind: 'text', body: later?.body ?? content.body, isEdited: later?.body !== undefined };
    case 'file':
      return fileOf(content.manifest, transfer());
    case 'waiting-file':
      return fileOf(content.file, transfer());
    case 'call':
      return { kind: 'call', path: callPath(formatRoomCode(content.roomId), content.invitationSecret) };
    case 'unreadable':
      return { kind: 'unreadable' };
    default:
      return { kind: 'unsupported' };
  }
}

type KnownFile = Pick<ConversationFile, 'name' | 'size' | 'mediaType' | 'thumbnail' | 'duration'>;

function fileOf(
  { name, size, mediaType, thumbnail, duration }: KnownFile,
  transfer: ReadonlySignal<FileTransfer>,
): FileContent {
  return { kind: 'file', name, size, mediaType, thumbnail: thumbnailOf(thumbnail), duration, transfer };
}

/** Where a call opens, with the secret that lets one in. */
export function callPath(roomCode: string, invitation: string): string {
  return `/r/${roomCode}#${invitation}`;
}

function reactionsOf({ reactions }: Later, me: string, person: TimelineInput['person']): Reaction[] {
  return [...reactions]
    .filter(([, people]) => people.size > 0)
    .map(([emoji, people]) => ({ emoji, people: [...people].map(person), isMine: people.has(me) }));
}

function quoted(
  messageId: string,
  said: Said | undefined,
  later: Later | undefined,
  { me, person, transfer }: Pick<TimelineInput, 'me' | 'person' | 'transfer'>,
): QuotedMessage {
  if (said === undefined) return { messageId, author: undefined, excerpt: undefined };
  const content = contentOf(said.content, later, () => transfer(messageId));
  const text = content.kind === 'text' ? content.body : content.kind === 'file' ? content.name : undefined;
  return {
    messageId,
    author: said.author === me ? 'me' : person(said.author),
    excerpt: text === undefined ? undefined : [...text].slice(0, excerptLength).join(''),
  };
}

function missingNote({ messageId, at, author }: Said, { person }: TimelineInput): MembershipNote {
  return {
    kind: 'note',
    noteId: `missing/${messageId}`,
    at,
    by: person(author),
    change: { kind: 'missing' },
  };
}

function notesOf({ entries, titles, person }: TimelineInput): MembershipNote[] {
  return entries.flatMap((entry): MembershipNote[] => {
    const change = noteOf(entry, titles, person);
    if (change === undefined) return [];
    return [{ kind: 'note', noteId: `log/${entry.index}`, at: entry.time, by: person(entry.author), change }];
  });
}

function noteOf(
  { change, index }: ReceivedEntry,
  titles: ReadonlyMap<number, string>,
  person: TimelineInput['person'],
): MembershipNote['change'] | undefined {
  switch (change.kind) {
    case 'create':
      return change.type === 'group' ? { kind: 'created' } : undefined;
    case 'add':
      return { kind: 'added', people: [...change.members.keys()].map(person) };
    case 'remove':
      return { kind: 'removed', people: [...change.accountIds].map(person) };
    case 'leave':
      return { kind: 'left' };
    case 'describe': {
      const title = titles.get(index);
      return title === undefined ? undefined : { kind: 'renamed', title };
    }
    case 'rotate':
      return { kind: 'keys-renewed' };
    case 'role':
    case 'policy':
      return undefined;
  }
}

/** Messages stay in the order of the server; a note goes before the first one that came after it. */
function merged(messages: readonly TimelineItem[], notes: readonly MembershipNote[]): TimelineItem[] {
  const all: TimelineItem[] = [];
  let next = 0;
  for (const message of messages) {
    for (let note = notes[next]; note !== undefined && note.at <= message.at; note = notes[next]) {
      all.push(note);
      next += 1;
    }
    all.push(message);
  }
  return [...all, ...notes.slice(next)];
}
