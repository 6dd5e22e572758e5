/** How much is sent through an SFU, or past it. */
export interface FanOutLoad {
  /** How many receive each packet. */
  readonly receivers: number;
  /** Size of an RTP packet with its header, before SRTP adds its tag. */
  readonly packetBytes: number;
  /** Rate of the one source. */
  readonly packetsPerSecond: number;
  /** How many packets the source sends while it is measured. */
  readonly packets: number;
}

/**
 * What it cost. User and system time are not told apart: Linux splits the exact sum by where its timer
 * happens to find the process, which says little about a process that sleeps between packets.
 */
export interface FanOutCost {
  readonly sent: number;
  readonly received: number;
  readonly cpuSeconds: number;
}

export function microsecondsPerPacket(cost: FanOutCost): number {
  return (cost.cpuSeconds * 1e6) / cost.received;
}
