import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Conversation } from '../../../client/messenger/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { FileDesk } from './file-desk.ts';
import { PictureViewer } from './picture-viewer.tsx';

interface ConversationDesk {
  readonly conversation: Conversation;
  readonly desk: FileDesk;
}

const Desk = createContext<ConversationDesk | undefined>(undefined);

/** Gives what is within a place where files of the conversation are opened. */
export function FileDeskProvider({
  conversation,
  children,
}: {
  conversation: Conversation;
  children: ReactNode;
}) {
  const [held] = useState(() => ({ conversation, desk: new FileDesk(conversation) }));
  const viewing = useSignal(held.desk.viewing);
  useEffect(() => () => held.desk.close(), [held]);
  return (
    <Desk value={held}>
      {children}
      <PictureViewer picture={viewing} onClose={() => held.desk.closePicture()} />
    </Desk>
  );
}

export function useFileDesk(): ConversationDesk {
  const held = useContext(Desk);
  if (held === undefined) throw new Error('There is no desk here.');
  return held;
}
