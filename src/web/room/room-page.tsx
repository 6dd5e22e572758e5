import { use, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRoomCode } from '../../protocol/identifiers.ts';
import { useSignal } from '../app/use-signal.ts';
import { Waiting } from '../app/waiting.tsx';
import { CallPage } from '../call/call-page.tsx';
import { loadCallTexts } from '../call/call-texts.ts';
import { PrejoinPage } from '../prejoin/prejoin-page.tsx';
import { missingSupport } from './browser-support.ts';
import { ElsewherePage } from './elsewhere-page.tsx';
import { EndedPage } from './ended-page.tsx';
import { IncompleteLinkPage } from './incomplete-link-page.tsx';
import { ProblemPage } from './problem-page.tsx';
import type { RoomAddress } from './room-address.ts';
import type { RoomSession } from './room-session.ts';
import { useRoomSession } from './use-room-session.ts';

/** Everything at the address of a room. */
export default function RoomPage({ room }: { room: RoomAddress }) {
  const { t, i18n } = useTranslation();
  use(loadCallTexts(i18n, i18n.language));
  const { roomId } = room;
  const [missing] = useState(() => missingSupport(window));
  useEffect(() => {
    document.title = t('title.room', { code: formatRoomCode(roomId) });
  }, [t, roomId]);
  return missing === undefined ? <SupportedRoom room={room} /> : <ProblemPage problem={missing} />;
}

function SupportedRoom({ room }: { room: RoomAddress }) {
  const session = useRoomSession(room);
  return session === undefined ? <Waiting /> : <SessionView room={room} session={session} />;
}

function SessionView({ room, session }: { room: RoomAddress; session: RoomSession }) {
  const phase = useSignal(session.phase);
  switch (phase.kind) {
    case 'opening':
      return <Waiting />;
    case 'problem':
      return <ProblemPage problem={phase.problem} onTryAgain={() => void session.open()} />;
    case 'incomplete-link':
      return <IncompleteLinkPage />;
    case 'elsewhere':
      return <ElsewherePage onMoveHere={() => void session.moveHere()} />;
    case 'prejoin':
      return <PrejoinPage room={room} {...phase} onJoin={() => void session.join()} />;
    case 'call':
      return (
        <CallPage
          room={room}
          call={phase.call}
          joinedAt={phase.joinedAt}
          onLeave={() => void session.leave()}
        />
      );
    case 'ended':
      return <EndedPage reason={phase.reason} lasted={phase.lasted} onRejoin={() => void session.rejoin()} />;
  }
}
