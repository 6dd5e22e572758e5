import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { DownloadGrants } from './download-grants.ts';

const now = Date.UTC(2030, 0, 1);
const day = 24 * 60 * 60 * 1000;
const grant = {
  fileId: Buffer.alloc(16, 1).toString('base64url'),
  linkId: Buffer.alloc(16, 2).toString('base64url'),
};
const secret = Buffer.alloc(32, 7);
const grants = new DownloadGrants(secret);

describe('a download grant', () => {
  it('is good for a day, on every node with the same secret', async () => {
    const signed = await grants.sign(grant, now, now + 7 * day);
    expect(signed.expiresAt).toBe(now + day);
    const elsewhere = new DownloadGrants(secret);
    expect(await elsewhere.verify(signed.grant, now + day - 1000)).toEqual(grant);
    expect(await elsewhere.verify(signed.grant, now + day)).toBeUndefined();
  });

  it('does not outlive its link', async () => {
    const signed = await grants.sign(grant, now, now + 90_500);
    expect(signed.expiresAt).toBe(now + 90_000);
    expect(await grants.verify(signed.grant, now + 90_000)).toBeUndefined();
  });

  it('is nothing that anybody else has signed, or that has been changed', async () => {
    const { grant: signed } = await new DownloadGrants(Buffer.alloc(32, 8)).sign(grant, now, now + day);
    const [header, payload, signature] = (await grants.sign(grant, now, now + day)).grant.split('.');
    const other = Buffer.from(JSON.stringify({ ...grant, exp: now })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [
      signed,
      '',
      'x',
      `${header}.${payload}`,
      `${header}.${other}.${signature}`,
      `${none}.${payload}.`,
      `${header}.${payload}.${signature?.slice(1)}`,
    ]) {
      expect(await grants.verify(forged, now)).toBeUndefined();
    }
  });

  it('is no token of another kind', async () => {
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('sottovoce')
      .setAudience('room-control')
      .setSubject(grant.fileId)
      .setJti(grant.linkId)
      .setExpirationTime(now / 1000 + 60)
      .sign(secret);
    expect(await grants.verify(token, now)).toBeUndefined();
  });
});
