import { CallKeys } from '../../../src/client/group/call-keys.ts';
import { VisitKeys } from '../../../src/client/group/visit-keys.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import type { InvitedRoom } from '../room-api.ts';
import type { RoomControlPeer } from '../room-control-peer.ts';
import type { RoomControlRooms } from '../room-control-rooms.ts';
import { InProcessWorker } from './in-process-worker.ts';
import { tell } from './tell.ts';

/** Somebody in a real room with real keys and no media: cheap enough that many come and go. */
export class RoomGuest {
  readonly call: CallKeys;
  readonly peerId: string;
  readonly #peer: RoomControlPeer;
  readonly #keys: VisitKeys;

  private constructor(peer: RoomControlPeer, peerId: string, call: CallKeys, keys: VisitKeys) {
    this.#peer = peer;
    this.peerId = peerId;
    this.call = call;
    this.#keys = keys;
  }

  /** Joins, and asks those inside for entry. */
  static async enter(rooms: RoomControlRooms, room: InvitedRoom, name: string): Promise<RoomGuest> {
    const identity = new MemoryIdentity();
    const call = new CallKeys(room.roomId, { identity, invitation: room.invitation });
    const { peer, peerId } = await rooms.enter(room);
    const worker = new InProcessWorker();
    const keys = await VisitKeys.open({
      keys: call,
      identity,
      displayName: name,
      request: (method, data) => peer.request(method, data),
      openMedia: () => worker.open(),
      random: Math.random,
      lost: () => undefined,
      problem: () => undefined,
    });
    peer.onNotification = (notification) => tell(keys, notification);
    const { peers } = await peer.request('join', {
      sealedName: await call.sealedName(name),
      rtpCapabilities: { codecs: [], headerExtensions: [] },
    });
    keys.prepare(peerId);
    keys.begin(peers.map(({ id }) => id));
    return new RoomGuest(peer, peerId, call, keys);
  }

  get isInside(): boolean {
    return this.call.state.value.kind === 'encrypted';
  }

  async leave(): Promise<void> {
    this.#keys.close();
    this.call.leave();
    await this.#peer.request('leave');
    await this.#peer.close();
  }
}
