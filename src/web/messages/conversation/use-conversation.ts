import { useEffect, useState } from 'react';
import type { Conversation, Messenger } from '../../../client/messenger/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';

export type Opening =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly conversation: Conversation }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Opens a conversation for as long as it is shown. */
export function useConversation(messenger: Messenger, conversationId: string): Opening {
  const [opening, setOpening] = useState<Opening>({ kind: 'opening' });
  useEffect(() => {
    let isShown = true;
    let opened: Conversation | undefined;
    messenger.openConversation(conversationId).then(
      (conversation) => {
        if (!isShown) {
          conversation.close();
          return;
        }
        opened = conversation;
        setOpening({ kind: 'open', conversation });
      },
      (error: unknown) => {
        if (!isShown) return;
        const isMissing = error instanceof ProtocolError && error.code === 'not-found';
        setOpening(isMissing ? { kind: 'missing' } : { kind: 'failed', error });
      },
    );
    return () => {
      isShown = false;
      opened?.close();
    };
  }, [messenger, conversationId]);
  return opening;
}
