import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { openUnderMaster, sealUnderMaster } from '../../../e2ee/account/account-keys.ts';
import type { WrapContext } from '../../../e2ee/account/wrap.ts';
import {
  type Bytes,
  copyOf,
  equal,
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  utf8,
} from '../../../e2ee/bytes.ts';
import { DeviceList, type ListedDevice } from '../../../e2ee/identity/device-list.ts';
import type { Identity } from '../../../e2ee/identity/identity.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { OwnDevice } from '../api.ts';
import { InTurn } from '../in-turn.ts';
import type { PeopleRequest } from '../messenger-requests.ts';
import { overOthers } from '../over-others.ts';
import type { FollowedHead } from './book-content.ts';

export interface OwnDevicesOptions {
  readonly request: PeopleRequest;
  readonly accountId: string;
  readonly identity: Identity;
  readonly masterKey: CryptoKey;
  readonly deviceKey: CryptoKeyPair;
  /** Such as `Firefox on Linux`. */
  readonly label: string;
  /** The session of this browser: whoever takes it out ends that, too. */
  readonly sessionId: () => Promise<string>;
  readonly endSession: (sessionId: string) => Promise<void>;
  /** How far any of this person's devices has followed the list: no server gets away with another one, or a shorter one. */
  readonly pinned: { read(): FollowedHead; note(head: FollowedHead): Promise<void> };
  /** How many entries this browser's person has been told of, over visits. */
  readonly seen: { read(): Promise<number>; note(length: number): Promise<void> };
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

const labelSchema = z.object({ label: z.string(), sessionId: z.string() });
type Label = z.infer<typeof labelSchema>;

/** All labels are sealed in one length. */
const labelLength = 160;
/** How often this browser tries to get into the list beside others that do the same. */
const mostTries = 8;

/**
 * This person's browsers: a signed list, of which this browser is part as soon as it is open. What it is called is
 * sealed; contacts follow the list and see keys alone.
 */
export class OwnDevices {
  readonly #options: OwnDevicesOptions;
  readonly #list: DeviceList;
  readonly #turn = new InTurn();
  readonly #labels = new Map<string, Label>();
  readonly #changes: Signal<number> = signal(0);
  readonly #told: Signal<number> = signal(0);
  readonly #deviceKey: Bytes;

  private constructor(options: OwnDevicesOptions, deviceKey: Bytes) {
    this.#options = options;
    this.#deviceKey = deviceKey;
    const { accountId, identity } = options;
    this.#list = new DeviceList({ accountId, identityKey: identity.identityKey });
  }

  /** @throws ProtocolError `device-revoked` where this browser was taken out; `unexpected-answer` for a forged list. */
  static async open(options: OwnDevicesOptions): Promise<OwnDevices> {
    const raw = await crypto.subtle.exportKey('raw', options.deviceKey.publicKey);
    const devices = new OwnDevices(options, new Uint8Array(raw));
    await devices.#turn.do(async () => {
      await devices.#follow(0);
      await devices.#enter();
      await devices.#pin();
    });
    const seen = await options.seen.read();
    // A browser that opens for the first time knows all that there are.
    devices.#told.value = seen === 0 ? devices.#list.head.length : seen;
    await options.seen.note(devices.#told.peek());
    return devices;
  }

  /** This browser's key, Ed25519, 32 bytes. */
  get deviceKey(): Bytes {
    return this.#deviceKey;
  }

  get list(): DeviceList {
    return this.#list;
  }

  readonly devices: ReadonlySignal<readonly OwnDevice[]> = computed(() => {
    this.#changes.value;
    return this.#list.devices.filter(isActive).map((device) => this.#view(device));
  });

  readonly newDevices: ReadonlySignal<readonly OwnDevice[]> = computed(() => {
    this.#changes.value;
    const isNew = (device: ListedDevice) => isActive(device) && device.addedAt >= this.#told.value;
    return this.#list.devices
      .filter(isNew)
      .map((device) => this.#view(device))
      .filter(({ isCurrent }) => !isCurrent);
  });

  /** Signs as this device (Ed25519). */
  async sign(content: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', this.#options.deviceKey.privateKey, content));
  }

  /** Hears of a length. @throws As {@link open}. */
  follow(length: number): Promise<void> {
    return this.#turn.do(() => this.#followAndPin(length));
  }

  /** Takes whatever else there is of the list. */
  catchUp(): Promise<void> {
    return this.#turn.do(() => this.#followAndPin(0));
  }

  async dismissNew(): Promise<void> {
    this.#told.value = this.#list.head.length;
    await this.#options.seen.note(this.#told.peek());
  }

  /** Takes a browser out, and logs it out. */
  async revoke(deviceId: string): Promise<void> {
    const { identity, now, endSession } = this.#options;
    const deviceKey = fromBase64Url(deviceId);
    if (deviceKey === undefined) throw new ProtocolError('not-found');
    await this.#turn.do(() =>
      this.#append(() => {
        const device = this.#list.deviceOf(deviceKey);
        return device && isActive(device) ? this.#list.revoking(identity, deviceKey, now()) : undefined;
      }).then(() => this.#pin()),
    );
    const label = this.#labels.get(deviceId);
    if (label === undefined) return;
    await endSession(label.sessionId).catch((error: unknown) => {
      // It was logged out already.
      if (!(error instanceof ProtocolError && error.code === 'not-found')) throw error;
    });
  }

  async #enter(): Promise<void> {
    const { identity, now, label, sessionId } = this.#options;
    const sealedLabel = await this.#sealLabel({ label, sessionId: await sessionId() });
    const { deviceKey } = this;
    await this.#append(() =>
      this.#list.deviceOf(deviceKey)
        ? undefined
        : this.#list.adding(identity, {
            deviceKey,
            sealedLabel,
            at: now(),
            sign: (content) => this.sign(content),
          }),
    );
  }

  /** Appends an entry to the list as it is by then; nothing where none is needed any more. */
  async #append(make: () => Promise<Bytes> | undefined): Promise<void> {
    const appending = async () => {
      const entry = await make();
      if (entry === undefined) return;
      const index = this.#list.head.length;
      await this.#options.request('addDeviceEntry', { index, entry: toBase64Url(entry) });
      await this.#take(entry);
    };
    await overOthers(mostTries, appending, () => this.#follow(this.#list.head.length + 1));
  }

  async #followAndPin(length: number): Promise<void> {
    await this.#follow(length);
    await this.#pin();
  }

  async #pin(): Promise<void> {
    const { length, hash } = this.#list.head;
    const { pinned } = this.#options;
    if (length > pinned.read().length) await pinned.note({ length, hash: toBase64Url(hash) });
  }

  async #follow(atLeast: number): Promise<void> {
    const { request, accountId, pinned } = this.#options;
    if (atLeast > 0 && this.#list.head.length >= atLeast) return;
    for (let length = Number.POSITIVE_INFINITY; this.#list.head.length < length; ) {
      const from = String(this.#list.head.length);
      const answer = await request('readDevices', undefined, { accountId, from });
      length = answer.length;
      if (answer.entries.length === 0 && this.#list.head.length < length) {
        throw new ProtocolError('unexpected-answer');
      }
      for (const entry of answer.entries) await this.#take(fromBase64Url(entry) ?? new Uint8Array());
    }
    const known = Math.max(atLeast, pinned.read().length);
    if (this.#list.head.length < known) throw new ProtocolError('unexpected-answer');
    if (this.#list.deviceOf(this.#deviceKey)?.revokedAt !== undefined)
      throw new ProtocolError('device-revoked');
  }

  async #take(bytes: Bytes): Promise<void> {
    const { deviceKey, change } = await this.#list.append(bytes).catch((cause: unknown) => {
      throw new ProtocolError('unexpected-answer', undefined, { cause });
    });
    const [{ length, hash }, pinned] = [this.#list.head, this.#options.pinned.read()];
    if (length === pinned.length && toBase64Url(hash) !== pinned.hash) {
      throw new ProtocolError('unexpected-answer');
    }
    if (change.kind === 'add') {
      const label = await this.#openLabel(change.sealedLabel);
      if (label !== undefined) this.#labels.set(toBase64Url(deviceKey), label);
    }
    this.#changes.value += 1;
  }

  async #sealLabel(label: Label): Promise<Bytes> {
    const block = new Uint8Array(labelLength).fill(0x20);
    block.set(utf8(JSON.stringify(label)));
    return sealUnderMaster(this.#options.masterKey, this.#context, 1, block);
  }

  /** @returns Nothing for a label that does not open: the device is one all the same. */
  async #openLabel(sealed: Bytes): Promise<Label | undefined> {
    try {
      const { content } = await openUnderMaster(this.#options.masterKey, this.#context, copyOf(sealed));
      return labelSchema.safeParse(JSON.parse(fromUtf8(content) ?? '')).data;
    } catch {
      return undefined;
    }
  }

  #view({ deviceKey, at }: ListedDevice): OwnDevice {
    const deviceId = toBase64Url(deviceKey);
    const label = this.#labels.get(deviceId)?.label ?? '';
    return { deviceId, label, addedAt: at, isCurrent: equal(deviceKey, this.#deviceKey) };
  }

  get #context(): WrapContext {
    return { purpose: 'device label', accountId: this.#options.accountId };
  }
}

const isActive = ({ revokedAt }: ListedDevice) => revokedAt === undefined;
