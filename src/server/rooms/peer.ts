import type { PeerName, Role } from '../../protocol/identifiers.ts';
import type { ConsumerInfo, DeviceInfo, PeerInfo } from '../../protocol/room-state.ts';
import { type RtpCapabilities, rtpParametersSchema } from '../../protocol/rtp.ts';
import type { PeerMedia, Subscription } from '../media/peer-media.ts';
import type { Session } from './session.ts';

/** What a peer tells when it joins. */
export interface Membership {
  name: PeerName;
  readonly device: DeviceInfo;
  readonly rtpCapabilities: RtpCapabilities;
}

/** One participant in a room: its session, its membership once it has joined, its media once it has some. */
export class Peer {
  readonly id: string;
  readonly role: Role;
  readonly session: Session;
  readonly enteredAt: number;
  /** Whether its receiving media path has been up since it entered. */
  reached = false;
  membership: Membership | undefined;
  /** Placed on a worker at the first transport, and again after a worker died. */
  media: Promise<PeerMedia> | undefined;
  /** Media that is placed and alive. */
  placed: PeerMedia | undefined;

  /** @param enteredAt Milliseconds of the monotonic clock. */
  constructor(id: string, role: Role, session: Session, enteredAt: number) {
    this.id = id;
    this.role = role;
    this.session = session;
    this.enteredAt = enteredAt;
  }

  /** As others see it, once it has joined. */
  get info(): PeerInfo | undefined {
    if (this.membership === undefined) {
      return undefined;
    }
    const { name, device } = this.membership;
    return { id: this.id, ...name, role: this.role, device };
  }

  get consumers(): ConsumerInfo[] {
    return [...(this.placed?.subscriptions.values() ?? [])].map(describeConsumer);
  }
}

/** A consumer as its peer is told of it. */
export function describeConsumer({ consumer, peerId, source }: Omit<Subscription, 'flow'>): ConsumerInfo {
  return {
    id: consumer.id,
    peerId,
    producerId: consumer.producerId,
    kind: consumer.kind,
    rtpParameters: rtpParametersSchema.parse(consumer.rtpParameters),
    // Only routers consume as pipes, never peers.
    type: consumer.type === 'pipe' ? 'simple' : consumer.type,
    producerPaused: consumer.producerPaused,
    appData: { source },
  };
}
