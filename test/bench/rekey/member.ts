import { CallKeys } from '../../../src/client/group/call-keys.ts';
import { VisitKeys } from '../../../src/client/group/visit-keys.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { InProcessWorker } from '../../harness/group/in-process-worker.ts';
import { tell } from '../../harness/group/tell.ts';
import type { InvitedRoom, RoomApi } from '../../harness/room-api.ts';
import { RoomControl } from '../room-control.ts';

/** What goes through the server for the group, in bytes of its own: before base64url. */
export interface Traffic {
  commits: number[];
  welcomes: number[];
}

/** A member of a call with the client's own keys and no media. */
export class Member {
  readonly call: CallKeys;
  readonly #control: RoomControl;
  readonly #keys: VisitKeys;

  private constructor(call: CallKeys, control: RoomControl, keys: VisitKeys) {
    this.call = call;
    this.#control = control;
    this.#keys = keys;
  }

  static async enter(origin: string, api: RoomApi, room: InvitedRoom, traffic: Traffic): Promise<Member> {
    const identity = new MemoryIdentity();
    const call = new CallKeys(room.roomId, { identity, invitation: room.invitation });
    const { token, peerId } = await api.token(room.roomId);
    const control = await RoomControl.enter(origin, api, room.roomId, undefined, token);
    const worker = new InProcessWorker();
    const keys = await VisitKeys.open({
      keys: call,
      identity,
      displayName: 'Member',
      request: (method, data) => {
        if (method === 'commitGroup') note(traffic, data as Parameters<typeof note>[1]);
        return control.request(method, data);
      },
      openMedia: () => worker.open(),
      random: Math.random,
      lost: () => undefined,
      problem: (error) => console.error(error),
    });
    control.follow((notification) => tell(keys, notification));
    const { peers } = await control.request('join', {
      sealedName: await call.sealedName('Member'),
      rtpCapabilities: { codecs: [], headerExtensions: [] },
    });
    keys.prepare(peerId);
    keys.begin(peers.map(({ id }) => id));
    return new Member(call, control, keys);
  }

  /** Resolves once this member is in the epoch of that many. */
  async isAmong(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.call.members.subscribe((members) => {
        if (members.length !== count) return;
        queueMicrotask(() => stop());
        resolve();
      });
    });
  }

  async leave(): Promise<void> {
    this.#keys.close();
    this.call.leave();
    await this.#control.request('leave', {});
    this.#control.close();
  }
}

function note(traffic: Traffic, data: { commit: string; welcomes?: readonly { welcome: string }[] }): void {
  const sizeOf = (text: string) => Math.floor((text.length * 3) / 4);
  traffic.commits.push(sizeOf(data.commit));
  for (const { welcome } of data.welcomes ?? []) traffic.welcomes.push(sizeOf(welcome));
}
