import {
  type Call,
  type CallState,
  createCall,
  createInvitation,
  createLocalMedia,
  isInvitation,
  openIdentityStore,
  type Participant,
  ProtocolError,
  parseRoomCode,
  type RemoteTrack,
  ServerApi,
} from 'sottovoce/client';

/**
 * A call in a page of one's own, without any framework. Open it as `?server=<origin>&room=<code>#<invitation>`;
 * without a room it makes one, and shows the link for others.
 */
const query = new URLSearchParams(location.search);

const server = new ServerApi(query.get('server') ?? location.origin);
const { invitation, roomId } = invitedRoom() ?? (await makeRoom());

const media = createLocalMedia({ policy: await server.bootstrap() });
const encryption = { invitation, identity: openIdentityStore() };
const call = createCall({
  server,
  roomId,
  displayName: 'Guest',
  peerSecret: peerSecret(),
  media,
  encryption,
});

/** How to take each participant's tile away. */
const tiles = new Map<Participant, () => void>();

element('join').addEventListener('click', () => void join());
element('mute').addEventListener('click', () => media.microphone.setMuted(!media.microphone.muted.value));
element('leave').addEventListener('click', () => void call.leave());
addEventListener('pagehide', () => void call.leave());

call.state.subscribe((state) => {
  element('status').textContent = describeState(state);
});
call.participants.subscribe(showTiles);
call.encryption?.verificationCode.subscribe((code) => {
  element('code').textContent = code === undefined ? 'Agreeing on keys…' : `Encrypted. Compare: ${code}`;
});
call.encryption?.alarms.subscribe((alarms) => {
  element('alarm').textContent = alarms.map(({ kind }) => kind).join(', ');
});
call.on('problem', reportError);

async function join(): Promise<void> {
  // A failure to capture is a state of the device, and no reason not to join.
  await Promise.all([media.camera.start(), media.microphone.start()]);
  try {
    await call.join();
  } catch (error) {
    // `call.state` shows it, too.
    if (!(error instanceof ProtocolError)) throw error;
  }
}

/** Every state of a call, in words; the compiler knows whether one is missing. */
function describeState(state: CallState): string {
  switch (state.kind) {
    case 'idle':
      return `Room ${roomId}. Ready when you are.`;
    case 'joining':
      return 'Joining…';
    case 'joined':
      return state.media === 'connected' ? 'In the room.' : 'Connecting media…';
    case 'reconnecting':
      return 'The connection broke. Coming back…';
    case 'ended':
      return state.reason === 'left' ? 'You left.' : `The call ended: ${state.reason}.`;
    case 'failed':
      return state.error.message;
  }
}

function showTiles(participants: Call['participants']['value']): void {
  for (const [participant, closeTile] of tiles) {
    if (participants.includes(participant)) continue;
    closeTile();
    tiles.delete(participant);
  }
  for (const participant of participants) {
    if (!tiles.has(participant)) tiles.set(participant, openTile(participant));
  }
}

function openTile(participant: Participant): () => void {
  const figure = document.createElement('figure');
  const video = document.createElement('video');
  const audio = document.createElement('audio');
  const caption = document.createElement('figcaption');
  figure.append(video, audio, caption);
  element('tiles').append(figure);
  const stops = [
    participant.displayName.subscribe((name) => {
      caption.textContent = name;
    }),
    follow(participant.camera, (track) => showVideo(track, video)),
    follow(participant.microphone, (track) => playAudio(track, audio)),
  ];
  return () => {
    for (const stop of stops) stop();
    figure.remove();
  };
}

/** Plays a track, and tells the server how large it is shown, so that it sends no more than that. */
function showVideo(track: RemoteTrack, video: HTMLVideoElement): () => void {
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream([track.track]);
  const view = track.openView();
  const observer = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = video;
    view.setSize({ width: clientWidth * devicePixelRatio, height: clientHeight * devicePixelRatio });
  });
  observer.observe(video);
  return () => {
    observer.disconnect();
    view.close();
    video.srcObject = null;
  };
}

function playAudio(track: RemoteTrack, audio: HTMLAudioElement): () => void {
  audio.autoplay = true;
  audio.srcObject = new MediaStream([track.track]);
  return () => {
    audio.srcObject = null;
  };
}

/** Shows whatever a signal holds, and takes it away again before the next. */
function follow(source: Participant['camera'], show: (track: RemoteTrack) => () => void): () => void {
  let hide: (() => void) | undefined;
  const stop = source.subscribe((track) => {
    hide?.();
    hide = track === undefined ? undefined : show(track);
  });
  return () => {
    stop();
    hide?.();
  };
}

/** The room of this page's address. Its fragment is a secret: no server gets it, and it leaves the address bar. */
function invitedRoom(): InvitedRoom | undefined {
  const invitation = location.hash.slice(1);
  const roomId = parseRoomCode(query.get('room') ?? '');
  if (roomId === undefined || !isInvitation(invitation)) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return { invitation, roomId };
}

async function makeRoom(): Promise<InvitedRoom> {
  const { roomId } = await server.createRoom();
  const invitation = createInvitation();
  const link = new URL(location.href);
  link.searchParams.set('room', roomId);
  link.hash = invitation;
  element('link').textContent = link.href;
  return { invitation, roomId };
}

interface InvitedRoom {
  readonly invitation: string;
  readonly roomId: string;
}

/** The same secret is the same person in a room: a reload takes its own place again. */
function peerSecret(): string {
  const known = localStorage.getItem('peer-secret');
  if (known !== null) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const secret = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  localStorage.setItem('peer-secret', secret);
  return secret;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}
