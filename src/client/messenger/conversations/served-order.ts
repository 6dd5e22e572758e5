import { fromBase64Url } from '../../../e2ee/bytes.ts';
import type { MembershipLog } from '../../../e2ee/conversations/membership-log.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import type { KeptLink, KeptMessage } from './kept-message.ts';

/** A message among those that are at hand. */
export interface PlacedMessage extends KeptMessage {
  /** How many of this device's messages the server leaves out before this one. */
  readonly missingBefore: number;
}

/** What there is to judge an order by. */
export interface ServedWith {
  /** Nothing before it was followed. */
  readonly log: MembershipLog | undefined;
  /** Whether the first message at hand is the conversation's first. */
  readonly isComplete: boolean;
}

/**
 * What the order shows in which the server serves messages. Each device's count on, so one that is left out shows. And a
 * server takes nothing from whoever is no member any more: what such a one says after somebody has spoken in an epoch
 * without them was slipped in, by a key that they still have. It is refused.
 *
 * @param messages Without a gap, in the server's order.
 */
export function placed(messages: readonly KeptMessage[], served: ServedWith): PlacedMessage[] {
  const next = new Map<string, number>();
  const unread = new Set<string>();
  let latest = 0;
  return messages.map((message): PlacedMessage => {
    const { opening, author } = message;
    if (opening.kind !== 'opened') {
      unread.add(author);
      return { ...message, missingBefore: 0 };
    }
    const { deviceId, counter, epoch } = opening.link;
    // Before the first one that is known of a device there may be any number, unless there is nothing before.
    const first = served.isComplete && !unread.has(author) ? 0 : counter;
    const expected = next.get(deviceId) ?? first;
    next.set(deviceId, Math.max(expected, counter + 1));
    const missingBefore = Math.max(counter - expected, 0);
    const isLate = epoch < latest && isOver(served.log, latest, author, opening.link);
    latest = Math.max(latest, epoch);
    return isLate
      ? { ...message, opening: { kind: 'refused', code: 'too-late' }, missingBefore }
      : { ...message, missingBefore };
  });
}

/** Whether the log says that somebody, or their device, was out by the beginning of an epoch. */
function isOver(
  log: MembershipLog | undefined,
  number: number,
  author: string,
  { deviceId }: KeptLink,
): boolean {
  try {
    const epoch = log?.epoch(number);
    if (epoch === undefined) return false;
    log?.requireMember(author, epoch.startIndex);
    log?.requireDevice(author, fromBase64Url(deviceId) ?? new Uint8Array(), epoch);
    return false;
  } catch (error) {
    if (!(error instanceof ConversationRefusal)) throw error;
    // Whatever is not known yet of the log or of the author's devices says nothing.
    return error.code === 'not-a-member' || error.code === 'revoked-device';
  }
}
