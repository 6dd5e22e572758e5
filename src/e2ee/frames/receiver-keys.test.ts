import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EpochKey } from './epoch-key.ts';
import { type ReceiverKey, ReceiverKeys } from './receiver-keys.ts';
import { cipherSuites } from './sframe/cipher-suites.ts';
import { importBaseKey } from './sframe/key-schedule.ts';

describe('receiver keys', () => {
  let epochKey: EpochKey;
  beforeAll(async () => {
    epochKey = { epoch: 1n, baseKey: await importBaseKey(new Uint8Array(16)), leaves: new Map() };
  });

  const accept = async (key: ReceiverKey): Promise<ReceiverKey> => {
    key.window.accept(0n);
    return key;
  };
  const refuse = async (key: ReceiverKey): Promise<ReceiverKey> => key;

  it('stay the same from the first authentic frame on, with their window', async () => {
    const keys = new ReceiverKeys(cipherSuites[4]);
    const first = await keys.lend(epochKey, 1n, accept);
    expect(await keys.lend(epochKey, 1n, refuse)).toBe(first);
    expect(await keys.lend(epochKey, 1n, accept)).toBe(first);
  });

  it('are one for all frames that are opened at once, even if the first of them are forged', async () => {
    const keys = new ReceiverKeys(cipherSuites[4]);
    const forged = keys.lend(epochKey, 1n, refuse);
    const authentic = keys.lend(epochKey, 1n, async (key) => {
      await forged;
      return accept(key);
    });
    expect(await forged).toBe(await authentic);
    expect(await keys.lend(epochKey, 1n, refuse)).toBe(await authentic);
  });

  it('leave nothing behind of a KID that was only ever forged', async () => {
    const keys = new ReceiverKeys(cipherSuites[4]);
    const first = await keys.lend(epochKey, 1n, refuse);
    expect(await keys.lend(epochKey, 1n, refuse)).not.toBe(first);
  });

  it('are others for another KID, and for another epoch with the same KID', async () => {
    const keys = new ReceiverKeys(cipherSuites[4]);
    const first = await keys.lend(epochKey, 1n, accept);
    expect(await keys.lend(epochKey, 2n, accept)).not.toBe(first);
    expect(await keys.lend({ ...epochKey, epoch: 257n }, 1n, accept)).not.toBe(first);
  });
});
