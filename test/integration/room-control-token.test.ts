import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { deriveServerKeys } from '../../src/server/rooms/server-keys.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(60_000);

const secret = 'a secret that only this test and its server know';
const { roomToken: serverKey } = deriveServerKeys(Buffer.from(secret));

describe('the entry to room control', () => {
  let server: ServerProcess;
  let rooms: RoomControlRooms;
  let roomId: string;

  beforeAll(async () => {
    server = await ServerProcess.start({ secret });
    rooms = new RoomControlRooms(server);
    ({ roomId } = await rooms.api.createRoom());
  });

  afterAll(async () => {
    await rooms?.close();
    await server?.close();
  });

  const now = () => Math.floor(Date.now() / 1000);
  /** What the server itself would put into a token. */
  const genuineClaims = (): JWTPayload => ({
    iss: 'sottovoce',
    aud: 'room-control',
    room: roomId,
    sub: 'mallory',
    role: 'participant',
    jti: randomBytes(16).toString('base64url'),
    iat: now(),
    exp: now() + 60,
  });
  const sign = (claims: JWTPayload, key: Uint8Array = serverKey, alg = 'HS256') =>
    new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(key);

  async function expectRefusal(query: Record<string, string>, code: ErrorCode): Promise<void> {
    const peer = await rooms.connect(query);
    expect((await peer.notification('protocolError')).code).toBe(code);
    expect((await peer.closed()).code).toBe(4000);
    expect(peer.pendingNotifications).toEqual([]);
  }

  it('opens to a token with the claims that the forgeries below change', async () => {
    const peer = await rooms.connect({ token: await sign(genuineClaims()) });
    expect(await peer.notification('session')).toMatchObject({ peerId: 'mallory', fresh: true });
  });

  const forgeries: [what: string, token: () => Promise<string> | string, code: ErrorCode][] = [
    [
      'an expired token',
      () => sign({ ...genuineClaims(), iat: now() - 120, exp: now() - 60 }),
      'token-expired',
    ],
    ['a token signed by another key', () => sign(genuineClaims(), randomBytes(32)), 'token-invalid'],
    [
      'a token that is not signed (alg: none)',
      () => new UnsecuredJWT(genuineClaims()).encode(),
      'token-invalid',
    ],
    ['a token signed by another algorithm', () => sign(genuineClaims(), serverKey, 'HS512'), 'token-invalid'],
    ['a token for another audience', () => sign({ ...genuineClaims(), aud: 'files' }), 'token-invalid'],
    ['a token of another issuer', () => sign({ ...genuineClaims(), iss: 'elsewhere' }), 'token-invalid'],
    [
      'a token for a room that was never made',
      () => sign({ ...genuineClaims(), room: '0123456789ab' }),
      'room-not-found',
    ],
    ['a token for what is no room', () => sign({ ...genuineClaims(), room: '../../x' }), 'token-invalid'],
    ['a token without a room', () => sign(without(genuineClaims(), 'room')), 'token-invalid'],
    ['a token with an unknown role', () => sign({ ...genuineClaims(), role: 'owner' }), 'token-invalid'],
    ['a token without an expiry', () => sign(without(genuineClaims(), 'exp')), 'token-invalid'],
    ['a token without an identifier', () => sign(without(genuineClaims(), 'jti')), 'token-invalid'],
    ['a token whose claims were changed', async () => tamper(await sign(genuineClaims())), 'token-invalid'],
    ['what is no token', () => 'open-sesame', 'token-invalid'],
    ['an empty token', () => '', 'unauthorized'],
    ['a token as long as a book', () => 'x'.repeat(8000), 'token-invalid'],
  ];

  it.each(forgeries)('stays closed to %s', async (_what, token, code) => {
    await expectRefusal({ token: await token() }, code);
  });

  it('stays closed without a token', async () => {
    await expectRefusal({}, 'unauthorized');
  });

  it('opens only once to a token', async () => {
    const { token } = await rooms.api.token(roomId);
    const peer = await rooms.connect({ token });
    await peer.notification('session');
    await expectRefusal({ token }, 'token-replayed');
    // Not even after the first entry is over; and the replay did not disturb it before.
    await peer.request('getRouterRtpCapabilities');
    await peer.request('leave');
    await peer.closed();
    await expectRefusal({ token }, 'token-replayed');
  });

  it('does not take a resume token for a room token, nor the other way round', async () => {
    const { resumeToken } = await rooms.enter({ roomId });
    const { token } = await rooms.api.token(roomId);
    await expectRefusal({ token: resumeToken }, 'token-invalid');
    await expectRefusal({ resume: token }, 'session-expired');
  });

  it('takes a resume token once, and only the latest', async () => {
    const { peer, resumeToken: first } = await rooms.enter({ roomId });
    peer.cut();
    const resumed = await rooms.connect({ resume: first });
    const { resumeToken: second, fresh } = await resumed.notification('session');
    expect(fresh).toBe(false);
    await expectRefusal({ resume: first }, 'session-expired');
    resumed.cut();
    await expectRefusal({ resume: first }, 'session-expired');
    const again = await rooms.connect({ resume: second });
    expect((await again.notification('session')).fresh).toBe(false);
  });

  it('does not resume with a guessed token', async () => {
    const { resumeToken } = await rooms.enter({ roomId });
    const guess = `${resumeToken.slice(0, -4)}AAAA`;
    await expectRefusal({ resume: guess }, 'session-expired');
    await expectRefusal({ resume: `${resumeToken}A` }, 'session-expired');
    await expectRefusal({ resume: '..' }, 'session-expired');
  });

  describe('over HTTP', () => {
    const post = (path: string, body: unknown) =>
      fetch(`${server.origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const peerSecret = randomBytes(16).toString('base64url');

    it.each<[what: string, body: unknown, status: number, code: ErrorCode]>([
      ['another room’s moderator key', { peerSecret, moderatorKey: 'x'.repeat(43) }, 403, 'forbidden'],
      ['a peer secret that can be guessed', { peerSecret: 'secret' }, 400, 'bad-request'],
      ['no peer secret', {}, 400, 'bad-request'],
      ['a body that is no JSON', '{', 400, 'bad-request'],
      ['a body that is null', 'null', 400, 'bad-request'],
    ])('gives no token for %s', async (_what, body, status, code) => {
      const response = await post(`/api/rooms/${roomId}/tokens`, body);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error: { code } });
    });

    it('gives no token for a room that was never made', async () => {
      const response = await post('/api/rooms/0123456789ab/tokens', { peerSecret });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'room-not-found' } });
    });
  });

  describe('as a WebSocket', () => {
    /** The HTTP status with which an upgrade (RFC 6455, section 4.1) is answered. */
    async function upgradeStatus(path: string, protocol: string, headers: Record<string, string>) {
      const { token } = await rooms.api.token(roomId);
      const upgrade = request(new URL(`${path}?token=${token}`, server.origin), {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': randomBytes(16).toString('base64'),
          'sec-websocket-protocol': protocol,
          ...headers,
        },
      });
      upgrade.end();
      const status = await new Promise<number | undefined>((resolve, reject) => {
        upgrade.on('response', (response) => resolve(response.resume().statusCode));
        upgrade.on('upgrade', (response) => resolve(response.statusCode));
        upgrade.on('error', reject);
      });
      upgrade.destroy();
      return status;
    }

    it.each([
      ['another origin', '/room-control', 'protoo', { origin: 'https://evil.example' }, 403],
      ['an origin that is none', '/room-control', 'protoo', { origin: 'null' }, 403],
      ['another subprotocol', '/room-control', 'chat', {}, 400],
      ['another path', '/elsewhere', 'protoo', {}, 404],
    ])('refuses %s', async (_what, path, protocol, headers, status) => {
      expect(await upgradeStatus(path, protocol, headers)).toBe(status);
    });

    it('takes its own origin, and clients without one', async () => {
      expect(await upgradeStatus('/room-control', 'protoo', { origin: server.origin })).toBe(101);
      expect(await upgradeStatus('/room-control', 'protoo', {})).toBe(101);
    });
  });
});

function without(claims: JWTPayload, name: string): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
}

/** Makes a moderator of a participant, and leaves the signature as it was. */
function tamper(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify(Object.assign({}, claims, { role: 'moderator' })));
  return [header, changed.toString('base64url'), signature].join('.');
}
