import { ProtocolError } from '../../protocol/errors.ts';
import type { RoomSummary } from '../../protocol/room-token.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { PeerMedia } from '../media/peer-media.ts';
import type { Peer } from './peer.ts';
import type { Room } from './room.ts';
import type { RoomFigures } from './room-metrics.ts';

export interface RoomRegistryOptions {
  readonly maxRooms: number;
  readonly capacity: number;
  readonly createRoom: (id: string, onEmpty: (room: Room) => void) => Room;
}

/** The rooms of this process. A room opens when the first peer enters and goes when the last one leaves. */
export class RoomRegistry {
  readonly #options: RoomRegistryOptions;
  readonly #rooms = new Map<string, Room>();
  #draining = false;

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
  }

  /**
   * The room for somebody who enters now.
   *
   * @throws ProtocolError `draining` or `server-full`.
   */
  open(id: string): Room {
    if (this.#draining) {
      throw new ProtocolError('draining');
    }
    const existing = this.#rooms.get(id);
    if (existing !== undefined) {
      return existing;
    }
    if (this.#rooms.size >= this.#options.maxRooms) {
      throw new ProtocolError('server-full');
    }
    const room = this.#options.createRoom(id, (empty) => {
      if (this.#rooms.get(id) === empty) {
        this.#rooms.delete(id);
      }
    });
    this.#rooms.set(id, room);
    return room;
  }

  /** What the page before joining shows, of an open room or of one where nobody is. */
  summary(roomId: string, encrypted: boolean): RoomSummary {
    const room = this.#rooms.get(roomId);
    return {
      roomId,
      encrypted,
      participants: (room?.others() ?? []).map(({ displayName, sealedName }) => ({
        displayName,
        sealedName,
      })),
      participantCount: room?.size ?? 0,
      capacity: this.#options.capacity,
      locked: room?.locked ?? false,
    };
  }

  /** The peer whose session this resume token belongs to. It names the room and the peer, then proves. */
  findByResumeToken(resumeToken: string): Peer | undefined {
    const [roomId = '', peerId = ''] = resumeToken.split('.');
    const peer = this.#rooms.get(roomId)?.find(peerId);
    return peer?.session.isResumeToken(resumeToken) === true ? peer : undefined;
  }

  *peerMedia(): Iterable<PeerMedia> {
    for (const room of this.#rooms.values()) {
      yield* room.media.peers;
    }
  }

  figures(): RoomFigures {
    const rooms = [...this.#rooms.values()];
    const peers = rooms.flatMap((room) => [...room.peers]);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return {
      rooms: rooms.length,
      peers: peers.length,
      suspended: peers.filter(({ session }) => session.suspended).length,
      routers: sum(rooms.map(({ media }) => media.routerCount)),
      pipes: sum(rooms.map(({ media }) => media.pipeCount)),
    };
  }

  /** Takes nobody in any more, and ends all sessions with the given reason. */
  drain(reason: EndReason): void {
    this.#draining = true;
    for (const room of [...this.#rooms.values()]) {
      room.close(reason);
    }
  }
}
