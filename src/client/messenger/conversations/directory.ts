import type { Bytes } from '../../../e2ee/bytes.ts';
import type { DeviceDirectory, ListedDevice } from '../../../e2ee/conversations/device.ts';
import type { OwnDevices } from '../people/own-devices.ts';
import type { People } from '../people/people.ts';

/** The devices of everybody whom this person meets, and their own: what logs and messages are judged by. */
export class Directory implements DeviceDirectory {
  readonly #people: People;
  readonly #own: OwnDevices;
  readonly #me: string;

  constructor(people: People, own: OwnDevices, me: string) {
    this.#people = people;
    this.#own = own;
    this.#me = me;
  }

  deviceOf(accountId: string, deviceKey: Bytes): ListedDevice | undefined {
    return this.#listOf(accountId)?.deviceOf(deviceKey);
  }

  lengthOf(accountId: string): number {
    return this.#listOf(accountId)?.head.length ?? 0;
  }

  /** Finds out whatever else there is of these people's devices. */
  async catchUp(accountIds: Iterable<string>): Promise<void> {
    const others = [...accountIds].filter((accountId) => accountId !== this.#me);
    await this.#people.meetAll(others);
    await Promise.all([this.#people.catchUpDevices(others), this.#own.catchUp()]);
  }

  #listOf(accountId: string) {
    return accountId === this.#me ? this.#own.list : this.#people.devices(accountId);
  }
}
