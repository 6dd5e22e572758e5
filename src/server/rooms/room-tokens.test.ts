import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { RoomTokens } from './room-tokens.ts';

const key = new Uint8Array(32).fill(7);
const entry = { room: '0123456789ab', peerId: 'alice', role: 'participant' } as const;

describe('RoomTokens', () => {
  it('admits one entry with a token of its own', async () => {
    const tokens = new RoomTokens(key, 60);
    const claims = await tokens.redeem(await tokens.sign(entry, 1000), 1001);
    expect(claims).toMatchObject({ room: entry.room, sub: 'alice', role: 'participant', exp: 1060 });
  });

  it('refuses a token that was used', async () => {
    const tokens = new RoomTokens(key, 60);
    const token = await tokens.sign(entry, 1000);
    await tokens.redeem(token, 1001);
    await expect(tokens.redeem(token, 1002)).rejects.toMatchObject({ code: 'token-replayed' });
  });

  it('refuses a token that has expired, used or not', async () => {
    const tokens = new RoomTokens(key, 60);
    const token = await tokens.sign(entry, 1000);
    await expect(tokens.redeem(token, 1061)).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('refuses what it did not sign', async () => {
    const tokens = new RoomTokens(key, 60);
    const forged = await new RoomTokens(new Uint8Array(32).fill(8), 60).sign(entry, 1000);
    const unsigned = new UnsecuredJWT({ room: entry.room, role: 'moderator' }).setSubject('alice').encode();
    const foreign = await new SignJWT({ room: entry.room, role: 'moderator' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('sottovoce')
      .setAudience('something-else')
      .setSubject('alice')
      .setJti('0123456789abcdef')
      .setIssuedAt(1000)
      .setExpirationTime(1060)
      .sign(key);
    for (const token of [forged, unsigned, foreign, 'nonsense']) {
      await expect(tokens.redeem(token, 1001)).rejects.toMatchObject({ code: 'token-invalid' });
    }
    await expect(tokens.redeem('', 1001)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
