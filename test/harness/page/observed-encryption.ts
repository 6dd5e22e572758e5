import { MediaEncryption } from '../../../src/client/encryption/media-encryption.ts';
import type { Refusal, TrackStatistics } from '../../../src/client/encryption/messages.ts';
import { importBaseKey } from '../../../src/e2ee/frames/sframe/key-schedule.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';

/** A track that passes the encryption, on its way in or out. */
interface ObservedTrack {
  readonly id: number;
  readonly source: Source;
  readonly codec: string;
}

interface ObservedArrival extends ObservedTrack {
  readonly peerId: string;
}

/** What encrypts a call, with a note of each track that passes it. */
export class ObservedEncryption {
  readonly encryption: MediaEncryption;
  readonly arrivals: ObservedArrival[] = [];
  readonly sendings: ObservedTrack[] = [];
  readonly refusals: Refusal[] = [];

  private constructor(encryption: MediaEncryption) {
    this.encryption = encryption;
    encryption.on('refused', (refusal) => this.refusals.push(refusal));
    encryption.on('failed', (error) => reportError(error));
    const protectSender = encryption.protectSender.bind(encryption);
    encryption.protectSender = (sender, track) => {
      const protectedTrack = protectSender(sender, track);
      this.sendings.push({ id: protectedTrack.id, source: track.context.source, codec: track.codec });
      return protectedTrack;
    };
    const protectReceiver = encryption.protectReceiver.bind(encryption);
    encryption.protectReceiver = (receiver, track) => {
      const protectedTrack = protectReceiver(receiver, track);
      const { codec, sender, source } = track;
      this.arrivals.push({ id: protectedTrack.id, peerId: sender, source, codec });
      return protectedTrack;
    };
  }

  /** @param isWrongKey Whether another media key is used than the one that was agreed on. */
  static async open(isWrongKey: boolean): Promise<ObservedEncryption> {
    const observed = new ObservedEncryption(await MediaEncryption.open());
    if (isWrongKey) {
      const { encryption } = observed;
      const wrongKey = await importBaseKey(new Uint8Array(16).fill(1));
      const install = encryption.install.bind(encryption);
      encryption.install = (secrets) => install({ ...secrets, baseKey: wrongKey });
    }
    return observed;
  }

  statistics(): Promise<readonly TrackStatistics[]> {
    return this.encryption.statistics();
  }
}
