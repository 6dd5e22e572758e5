import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Bytes, randomBytes, toBase64Url } from '../../src/e2ee/bytes.ts';
import { openCommitData, sealCommitData } from '../../src/e2ee/group/commit-data.ts';
import { createInvitationSecret, type Invitation, openInvitation } from '../../src/e2ee/group/invitation.ts';
import { type JoinRequest, prepareJoin, readJoinRequest } from '../../src/e2ee/group/join-request.ts';
import {
  openJoinRequest,
  openName,
  sealJoinRequest,
  sealName,
} from '../../src/e2ee/group/sealed-metadata.ts';
import { personCalled } from '../../src/e2ee/group/testing/people.ts';

jest.setTimeout(60_000);

/** These bytes with one bit changed, for each byte of them. */
function flips(bytes: Bytes): Bytes[] {
  return Array.from(bytes, (byte, at) => bytes.with(at, byte ^ (1 << (at % 8))));
}

/** These bytes without some of them at the end, and with one more. */
function otherLengths(bytes: Bytes): Bytes[] {
  const lengths = [0, 11, 12, 27, 28, bytes.length - 1];
  return [...lengths.map((length) => bytes.slice(0, length)), new Uint8Array([...bytes, 0])];
}

let invitation: Invitation;
let renewed: Invitation;
let otherRoom: Invitation;
beforeAll(async () => {
  const secret = createInvitationSecret();
  invitation = await openInvitation(secret, 'k7mw3xqpv9td');
  otherRoom = await openInvitation(secret, 'aaaaaaaaaaaa');
  renewed = await openInvitation(createInvitationSecret(), 'k7mw3xqpv9td');
});

describe('a sealed name', () => {
  it('opens as it was sealed', async () => {
    expect(await openName(invitation, await sealName(invitation, 'Ada'))).toBe('Ada');
  });

  it('does not open with a bit changed, cut short or made longer', async () => {
    const sealed = await sealName(invitation, 'Ada');
    for (const wrong of [...flips(sealed), ...otherLengths(sealed)]) {
      expect(await openName(invitation, wrong)).toBeUndefined();
    }
  });

  it('does not open in another room, even with the same secret', async () => {
    expect(await openName(otherRoom, await sealName(invitation, 'Ada'))).toBeUndefined();
  });

  it('does not open where the invitation was renewed since, nor does a new one with the old link', async () => {
    expect(await openName(renewed, await sealName(invitation, 'Ada'))).toBeUndefined();
    expect(await openName(invitation, await sealName(renewed, 'Ada'))).toBeUndefined();
  });

  it('does not open as a key package', async () => {
    const keyPackage = await sealName(invitation, 'Ada');
    expect(await openJoinRequest(invitation, { keyPackage, mac: new Uint8Array(32) })).toBeUndefined();
  });
});

describe('a sealed request for entry', () => {
  let request: JoinRequest;
  let sealed: JoinRequest;
  beforeAll(async () => {
    ({ request } = await prepareJoin(await personCalled('Ada', 'ada'), invitation));
    sealed = await sealJoinRequest(invitation, request);
  });

  it('opens as it was sealed', async () => {
    expect(await openJoinRequest(invitation, sealed)).toEqual(request);
  });

  it('does not open with a bit changed, cut short or made longer', async () => {
    for (const keyPackage of [...flips(sealed.keyPackage), ...otherLengths(sealed.keyPackage)]) {
      expect(await openJoinRequest(invitation, { ...sealed, keyPackage })).toBeUndefined();
    }
  });

  it('does not open in another room, with another link, or as a name', async () => {
    expect(await openJoinRequest(otherRoom, sealed)).toBeUndefined();
    expect(await openJoinRequest(renewed, sealed)).toBeUndefined();
    expect(await openName(invitation, sealed.keyPackage)).toBeUndefined();
  });

  it('is worth nothing with a MAC of another request, room or link, or a bit of it changed', async () => {
    const { suite } = await personCalled('Bea');
    const bea = await prepareJoin(await personCalled('Bea', 'bea'), invitation);
    const [elsewhere, old] = await Promise.all(
      [otherRoom, renewed].map(async (other) => prepareJoin(await personCalled('Ada', 'ada'), other)),
    );
    const refusal = expect.objectContaining({ code: 'wrong-join-mac' });
    await readJoinRequest(suite, invitation, request);
    for (const mac of [...flips(request.mac), ...otherLengths(request.mac), bea.request.mac]) {
      await expect(readJoinRequest(suite, invitation, { ...request, mac })).rejects.toEqual(refusal);
    }
    for (const other of [elsewhere, old]) {
      if (other === undefined) throw new Error('Nothing was prepared.');
      await expect(readJoinRequest(suite, invitation, other.request)).rejects.toEqual(refusal);
    }
  });
});

describe('what a commit carries beside its proposals', () => {
  const key = randomBytes(16);
  const data = { joinMacs: [randomBytes(32), randomBytes(32)], renewal: createInvitationSecret() };

  it('opens as it was sealed', async () => {
    expect(await openCommitData(key, await sealCommitData(key, data))).toEqual(data);
  });

  it('does not open with a bit changed, cut short or made longer', async () => {
    const sealed = await sealCommitData(key, data);
    for (const wrong of [...flips(sealed), ...otherLengths(sealed)]) {
      expect(await openCommitData(key, wrong)).toBeUndefined();
    }
  });

  it('does not open in another epoch', async () => {
    expect(await openCommitData(randomBytes(16), await sealCommitData(key, data))).toBeUndefined();
  });

  it('does not show whether it renews the invitation, or how many it lets in', async () => {
    const sizes = await Promise.all(
      [data, { joinMacs: [], renewal: undefined }].map(
        async (each) => (await sealCommitData(key, each)).length,
      ),
    );
    expect(new Set(sizes).size).toBe(1);
  });
});

describe('what the server keeps of a name', () => {
  it('is as long as that of any other, and never the same', async () => {
    const sealed = await Promise.all(
      ['A', 'Ada Lovelace', 'Ada', 'Ada'].map((name) => sealName(invitation, name)),
    );
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
    expect(new Set(sealed.map(toBase64Url)).size).toBe(4);
  });
});
