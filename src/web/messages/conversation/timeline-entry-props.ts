import type { Message } from '../../../client/messenger/api.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** What can be done with a message where it stands. */
export interface EntryActions {
  goTo(messageId: string): void;
  openOptions(message: Message, anchor: HTMLElement, view: 'menu' | 'reactions'): void;
  reply(message: Message): void;
  react(message: Message, emoji: string, isOn: boolean): void;
  retry(message: Message): void;
  discard(message: Message): void;
}

export interface TimelineEntryProps {
  row: TimelineRow;
  isGroup: boolean;
  /** Whether it has just been looked for. */
  isFlashed: boolean;
  /** Whether the Tab key comes to it. */
  isStop: boolean;
  handles: ReadonlySet<string>;
  ownHandle: string;
  actions: EntryActions;
}
