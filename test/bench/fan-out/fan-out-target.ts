import type { FanOutCost, FanOutLoad } from './load.ts';

/** The stream that is fanned out. */
export const fanOutVideo = { payloadType: 101, ssrc: 0x5077_0ce1 } as const;

/**
 * What the receivers take. Neither retransmission streams nor congestion control: what these would add
 * depends on the network, and each packet that arrives is one that was sent.
 */
export const fanOutCodec = {
  kind: 'video' as const,
  mimeType: 'video/VP8',
  clockRate: 90_000,
  preferredPayloadType: fanOutVideo.payloadType,
  rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
};

/** What the source sends, as RTP parameters. */
export const fanOutStream = {
  codecs: [{ mimeType: 'video/VP8', clockRate: 90_000, payloadType: fanOutVideo.payloadType }],
  encodings: [{ ssrc: fanOutVideo.ssrc }],
};

/** An SFU with one source and many receivers connected to it. */
export interface FanOutTarget {
  srtpSuite(): Promise<string>;
  /** Sends the load's packets through the SFU and waits until they have arrived. */
  measure(load: FanOutLoad): Promise<FanOutCost>;
  close(): Promise<void>;
}

/** The steps of one measurement, the same for each target. */
export async function measureTarget(
  load: FanOutLoad,
  steps: {
    send(packets: number): Promise<void>;
    received(expected: number): Promise<number>;
    cpuSeconds(): Promise<number>;
  },
): Promise<FanOutCost> {
  const warmUp = Math.ceil(load.packetsPerSecond / 4);
  await steps.send(warmUp);
  await steps.received(warmUp * load.receivers);
  const before = await steps.cpuSeconds();
  await steps.send(load.packets);
  const after = await steps.cpuSeconds();
  const sent = load.packets * load.receivers;
  return { sent, received: await steps.received(sent), cpuSeconds: after - before };
}
