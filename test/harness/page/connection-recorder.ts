/** What a test wants to know of one `RTCPeerConnection`. */
export interface ConnectionReport {
  /** Number of this connection in the order of making. */
  readonly index: number;
  readonly state: RTCPeerConnectionState;
  readonly iceState: RTCIceConnectionState;
  /** ICE user name fragments of the page's side and of the server's: an ICE restart changes both. */
  readonly localUfrag: string | undefined;
  readonly remoteUfrag: string | undefined;
  /** The server's media port, which tells its worker. */
  readonly remotePort: number | undefined;
}

/** What arrived of a track. */
export interface ReceivedReport {
  /** Such as `vp8`; '' before the first packet. */
  readonly codec: string;
  /** Of video. */
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
}

/** Remembers every `RTCPeerConnection` that the page makes. */
export class ConnectionRecorder {
  readonly #connections: RTCPeerConnection[] = [];

  constructor(page: { RTCPeerConnection: typeof RTCPeerConnection }) {
    const connections = this.#connections;
    page.RTCPeerConnection = class extends page.RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  }

  /** All connections that are open; the index tells a new one from an old one. */
  report(): ConnectionReport[] {
    const numbered = this.#connections.map((connection, index) => ({ connection, index }));
    const open = numbered.filter(({ connection }) => connection.connectionState !== 'closed');
    return open.map(({ connection, index }) => ({
      index,
      state: connection.connectionState,
      iceState: connection.iceConnectionState,
      localUfrag: ufrag(connection.localDescription),
      remoteUfrag: ufrag(connection.remoteDescription),
      remotePort: candidatePort(connection.remoteDescription),
    }));
  }

  /** Frames that were decoded of a remote video track so far. */
  async framesDecoded(track: MediaStreamTrack): Promise<number> {
    const inbound = await this.#inbound(track);
    const frames = inbound?.framesDecoded;
    return typeof frames === 'number' ? frames : 0;
  }

  /** What a connection says of a remote track so far. */
  async received(track: MediaStreamTrack): Promise<ReceivedReport> {
    for (const connection of this.#open()) {
      const receiver = connection.getReceivers().find((candidate) => candidate.track.id === track.id);
      if (receiver === undefined) continue;
      const all = entries(await receiver.getStats());
      const inbound = all.find(({ type }) => type === 'inbound-rtp');
      const codec = all.find(({ id, type }) => type === 'codec' && id === inbound?.codecId);
      return {
        codec: String(codec?.mimeType ?? '')
          .replace(/^.*\//, '')
          .toLowerCase(),
        framesDecoded: Number(inbound?.framesDecoded ?? 0),
        keyFramesDecoded: Number(inbound?.keyFramesDecoded ?? 0),
      };
    }
    return { codec: '', framesDecoded: 0, keyFramesDecoded: 0 };
  }

  /**
   * Frames (of audio: packets) that were sent so far by each layer of the tracks of a kind. A layer is named by its
   * simulcast rid; '' where there is no simulcast.
   */
  async framesSent(kind: 'audio' | 'video'): Promise<Record<string, number>> {
    const count = kind === 'video' ? 'framesSent' : 'packetsSent';
    const sent: Record<string, number> = {};
    for (const entry of await this.#outbound(kind)) {
      const layer = String(entry.rid ?? '');
      sent[layer] = (sent[layer] ?? 0) + Number(entry[count] ?? 0);
    }
    return sent;
  }

  async #outbound(kind: 'audio' | 'video'): Promise<Record<string, unknown>[]> {
    const senders = this.#open()
      .flatMap((connection) => connection.getSenders())
      .filter((sender) => sender.track?.kind === kind);
    const reports = await Promise.all(senders.map((sender) => sender.getStats()));
    return reports.flatMap(entries).filter((entry) => entry.type === 'outbound-rtp');
  }

  async #inbound(track: MediaStreamTrack): Promise<Record<string, unknown> | undefined> {
    for (const connection of this.#open()) {
      const receiver = connection.getReceivers().find((candidate) => candidate.track.id === track.id);
      if (receiver === undefined) continue;
      return entries(await receiver.getStats()).find((entry) => entry.type === 'inbound-rtp');
    }
    return undefined;
  }

  #open(): RTCPeerConnection[] {
    return this.#connections.filter((connection) => connection.connectionState !== 'closed');
  }
}

function entries(report: RTCStatsReport): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  report.forEach((entry: Record<string, unknown>) => {
    found.push(entry);
  });
  return found;
}

function ufrag(description: RTCSessionDescription | null): string | undefined {
  return /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1];
}

/** RFC 8839, section 5.1: foundation, component, transport, priority, address, port. */
function candidatePort(description: RTCSessionDescription | null): number | undefined {
  const port = /a=candidate:\S+ \d+ \S+ \d+ \S+ (\d+)/.exec(description?.sdp ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}
