import { describe, expect, it } from '@jest/globals';
import { checkAddresses } from './check-addresses.ts';

const summary = async (...parameters: Parameters<typeof checkAddresses>) =>
  (await checkAddresses(...parameters)).map(({ status, message }) => `${status}: ${message}`);

describe('checkAddresses', () => {
  it('names what clients are told', async () => {
    const addresses = [{ ip: '198.51.100.7' }, { ip: '10.0.0.5', announcedAddress: '203.0.113.5' }];
    expect(await summary({ addresses, warning: undefined })).toEqual([
      'ok: clients are told 198.51.100.7',
      'ok: clients are told 203.0.113.5 (listening on 10.0.0.5)',
    ]);
  });

  it('says that the Internet cannot reach private addresses by themselves', async () => {
    const addresses = [{ ip: '192.168.1.2' }, { ip: 'fd00::2' }];
    expect((await summary({ addresses, warning: undefined })).at(-1)).toMatch(
      /^note: only devices of this private network/,
    );
  });

  it('refuses a name that cannot be resolved', async () => {
    const addresses = [{ ip: '10.0.0.5', announcedAddress: 'no-such-host.invalid' }];
    expect(await summary({ addresses, warning: undefined })).toEqual([
      'fail: no-such-host.invalid is no IP address, and no name that this machine can resolve',
    ]);
  });

  it('passes on why an address is a last resort', async () => {
    const addresses = [{ ip: '127.0.0.1' }];
    expect(await summary({ addresses, warning: 'Loopback only.' })).toContain('warn: Loopback only.');
  });
});
