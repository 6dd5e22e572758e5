import { z } from 'zod';
import { BenchProcess } from '../bench-process.ts';

const processes = 2;
const fingerprintSchema = z.object({ fingerprint: z.string() });
const countSchema = z.object({ received: z.int(), srtpSuite: z.string() });

/** Many WebRTC receivers, in a few processes. */
export class ReceiverGroup {
  readonly #processes = Array.from(
    { length: processes },
    () => new BenchProcess(new URL('webrtc-receivers.ts', import.meta.url)),
  );
  #connected = 0;

  /**
   * Adds a receiver.
   *
   * @param offer What it is to connect to.
   * @returns The SHA-256 fingerprint of its certificate.
   */
  async connect(offer: string): Promise<string> {
    const process = this.#processes[this.#connected % processes];
    if (process === undefined) throw new Error('The receivers have ended.');
    this.#connected += 1;
    return (await process.ask({ ask: 'connect', offer }, fingerprintSchema)).fingerprint;
  }

  /** RTP packets that arrived since the last call: waits until they are as many as expected, or no more come. */
  async received(expected: number): Promise<number> {
    const counts = await this.#count(expected / processes);
    return counts.reduce((sum, count) => sum + count.received, 0);
  }

  /** The SRTP protection profile (RFC 5764, RFC 7714) that the receivers and the SFU agreed on. */
  async srtpSuite(): Promise<string> {
    const counts = await this.#count(0);
    return [...new Set(counts.map(({ srtpSuite }) => srtpSuite).filter((suite) => suite !== ''))].join(', ');
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.close()));
  }

  #count(expected: number): Promise<z.infer<typeof countSchema>[]> {
    return Promise.all(
      this.#processes.map((process) => process.ask({ ask: 'count', expected }, countSchema)),
    );
  }
}
