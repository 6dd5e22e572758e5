import { describe, expect, it } from '@jest/globals';
import { ConsumerFlow } from './consumer-flow.ts';

/** What the media worker would be told; a real one is too slow to see each order. */
class ToldConsumer {
  readonly told: string[] = [];
  async pause(): Promise<void> {
    this.told.push('pause');
  }
  async resume(): Promise<void> {
    this.told.push('resume');
  }
}

describe("a consumer's flow", () => {
  it('needs the wish of its peer, and the leave of the room', async () => {
    const consumer = new ToldConsumer();
    const flow = new ConsumerFlow(consumer);
    await flow.hold(true);
    await flow.want(true);
    expect(consumer.told).toEqual([]);
    await flow.hold(false);
    await flow.hold(true);
    await flow.want(false);
    await flow.hold(false);
    expect(consumer.told).toEqual(['resume', 'pause']);
    await flow.want(true);
    await flow.want(true);
    expect(consumer.told).toEqual(['resume', 'pause', 'resume']);
  });
});
