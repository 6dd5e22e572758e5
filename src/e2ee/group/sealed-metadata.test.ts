import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../bytes.ts';
import { prepareJoin } from './join-request.ts';
import { openJoinRequest, openName, sealJoinRequest, sealName } from './sealed-metadata.ts';
import { invite, personCalled } from './testing/people.ts';

const invitation = await invite();

describe('a name at the door', () => {
  it.each(['Ada', '😀'.repeat(64), 'Ωμέγα'])('%j opens with the invitation', async (name) => {
    expect(await openName(invitation, await sealName(invitation, name))).toBe(name);
  });

  it('tells nothing by its length, nor by being the same again', async () => {
    const [short, long, again] = await Promise.all(
      ['A', 'A'.repeat(64), 'A'].map((name) => sealName(invitation, name)),
    );
    expect([long?.length, again?.length]).toEqual([short?.length, short?.length]);
    expect(again).not.toEqual(short);
  });

  it('does not open with another invitation, changed, cut short, or where a key package is meant', async () => {
    const sealed = await sealName(invitation, 'Ada');
    expect(await openName(await invite(), sealed)).toBeUndefined();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await openName(invitation, changed)).toBeUndefined();
    }
    expect(await openName(invitation, sealed.subarray(0, 20))).toBeUndefined();
    expect(await openName(invitation, utf8(''))).toBeUndefined();
    expect(await openJoinRequest(invitation, { keyPackage: sealed, mac: utf8('') })).toBeUndefined();
  });

  it('is refused where nobody may be called so', async () => {
    expect(await openName(invitation, await sealName(invitation, 'a\u202eb'))).toBeUndefined();
    await expect(sealName(invitation, 'a'.repeat(257))).rejects.toThrow(RangeError);
  });
});

describe('a request at the door', () => {
  it('shows neither name, participant nor device to who carries it', async () => {
    const device = await personCalled('Ada Lovelace');
    const { request } = await prepareJoin(device, invitation);
    const sealed = await sealJoinRequest(invitation, request);
    const carried = Buffer.from(sealed.keyPackage).toString('latin1');
    for (const secret of [utf8('Ada Lovelace'), utf8(device.peerId), device.publicKey]) {
      expect(carried).not.toContain(Buffer.from(secret).toString('latin1'));
      expect(Buffer.from(request.keyPackage).toString('latin1')).toContain(
        Buffer.from(secret).toString('latin1'),
      );
    }
    expect(await openJoinRequest(invitation, sealed)).toEqual(request);
    expect(await openJoinRequest(await invite(), sealed)).toBeUndefined();
  });
});
