import type { RequestData } from '../../../src/protocol/client-requests.ts';
import type { GroupRoom, PeerRequest } from './group-room.ts';

type Half = 'left' | 'right';

/**
 * A server that gives the two halves of a call commits of their own, and tells each that all is well. It stands in the
 * place of the room's own delivery from when it is made, with a call that is at one.
 */
export class SplitServer {
  /** How many each half has followed. */
  readonly commits: Record<Half, number> = { left: 0, right: 0 };
  /** Whether one half hears what the other says. */
  relaysAcross = false;
  readonly #room: GroupRoom;
  readonly #halves: Readonly<Record<Half, readonly string[]>>;
  readonly #epoch: number;

  constructor(room: GroupRoom, halves: Readonly<Record<Half, readonly string[]>>) {
    this.#room = room;
    this.#halves = halves;
    this.#epoch = room.delivery.state('', {}).group?.epoch ?? 0;
    room.interceptRequest = (request, answer) => this.#answer(request, answer);
  }

  #answer({ from, method, data }: PeerRequest, answer: () => unknown): unknown {
    const half = this.#halves.left.includes(from) ? 'left' : 'right';
    const members = [...this.#halves.left, ...this.#halves.right];
    const others = (this.relaysAcross ? members : this.#halves[half]).filter((id) => id !== from);
    switch (method) {
      case 'commitGroup': {
        const { commit, groupId, removed, epoch } = data as RequestData<'commitGroup'>;
        this.commits[half] += 1;
        const accepted = { groupId, epoch, commit, byPeerId: from, added: [], removed };
        for (const to of this.#halves[half]) {
          if (to !== from) this.#room.hand({ to, name: 'groupCommitted', data: accepted });
        }
        return { epoch: epoch + 1 };
      }
      case 'sendGroupMessage': {
        const message = data as RequestData<'sendGroupMessage'>;
        for (const to of others) {
          this.#room.hand({ to, name: 'groupMessage', data: { ...message, byPeerId: from } });
        }
        return undefined;
      }
      case 'getGroupState': {
        const { groupId } = data as RequestData<'getGroupState'>;
        const epoch = this.#epoch + this.commits[half];
        return { group: { groupId, epoch, memberIds: members }, admissions: [], commits: [], gap: false };
      }
      default:
        return answer();
    }
  }
}
