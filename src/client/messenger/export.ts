import type { Contact, ConversationSummary, Member, Message, OwnDevice, TimelineItem } from './api.ts';

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

interface ExportedMessage {
  readonly messageId: string;
  readonly author: string;
  readonly at: string;
  readonly content: Message['content'];
  readonly replyTo?: string;
  readonly reactions?: readonly { readonly emoji: string; readonly by: readonly string[] }[];
}

export interface ExportInput {
  /** Milliseconds since 1970 began. */
  readonly now: number;
  readonly account: ExportedData['account'];
  readonly devices: readonly OwnDevice[];
  readonly contacts: readonly Contact[];
  readonly conversations: readonly {
    readonly summary: ConversationSummary;
    readonly members: readonly Member[];
    readonly timeline: readonly TimelineItem[];
  }[];
}

export function exportedData({ now, account, devices, contacts, conversations }: ExportInput): ExportedData {
  return {
    format: 'sottovoce-export',
    version: 1,
    exportedAt: timeOf(now),
    account,
    devices: devices.map(({ label, addedAt }) => ({ label, addedAt: timeOf(addedAt) })),
    contacts: contacts.map(({ handle, displayName, state, trust }) => ({
      handle,
      displayName,
      state,
      isVerified: trust === 'verified',
    })),
    conversations: conversations.map(({ summary, members, timeline }) => ({
      conversationId: summary.conversationId,
      kind: summary.kind,
      title: summary.title,
      members: members.map(({ handle, role }) => ({ handle, role })),
      messages: timeline.flatMap((item) => (item.kind === 'message' ? [exported(item)] : [])),
    })),
  };
}

function exported({ messageId, author, at, content, replyTo, reactions }: Message): ExportedMessage {
  return {
    messageId,
    author: author.handle,
    at: timeOf(at),
    content,
    ...(replyTo !== undefined && { replyTo: replyTo.messageId }),
    ...(reactions.length > 0 && {
      reactions: reactions.map(({ emoji, people }) => ({ emoji, by: people.map(({ handle }) => handle) })),
    }),
  };
}

const timeOf = (milliseconds: number) => new Date(milliseconds).toISOString();
