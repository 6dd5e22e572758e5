import type {
  Contact,
  ConversationSummary,
  ExportedData,
  ExportedMessage,
  Member,
  Message,
  OwnDevice,
  TimelineItem,
} from './api.ts';

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
