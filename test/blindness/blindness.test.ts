import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestBrowser } from '../harness/browser.ts';
import { RoomApi } from '../harness/room-api.ts';
import { RoomControlPeer } from '../harness/room-control-peer.ts';
import { sealedName } from '../harness/sealed-name.ts';
import { type ConversationProof, type Proof, prove, proveConversations } from './proof.ts';
import { recordLeakingVisit } from './record/leaking-visit.ts';
import { recordAppCall } from './record/recorded-app-call.ts';
import { recordCall } from './record/recorded-call.ts';
import { recordConversation, recordLeakingMessenger } from './record/recorded-conversation.ts';
import { RecordedServer, type ServerRecord } from './record/recorded-server.ts';
import { isWebSocket, webSocketMessages } from './record/websocket-messages.ts';
import { type ControlReport, report } from './report.ts';
import { type KnownPlaintext, knownTexts } from './search/known-plaintext.ts';
import { type Channel, channels, type Finding, searchRecord } from './search/search.ts';

jest.setTimeout(600_000);

/** Chi-square of noise is further off once in some thousand million runs. */
const mostDeviations = 8;

describe('the server', () => {
  let browsers: [TestBrowser, TestBrowser, TestBrowser] | undefined;
  let proof: Proof | undefined;
  let app: Proof | undefined;
  let conversations: ConversationProof | undefined;
  const controls: ControlReport[] = [];

  beforeAll(async () => {
    browsers = await Promise.all([
      TestBrowser.launch({ kind: 'chromium', index: 0 }),
      TestBrowser.launch({ kind: 'firefox', index: 1 }),
      TestBrowser.launch({ kind: 'chromium', index: 2 }),
    ]);
  });

  afterAll(async () => {
    await Promise.all(browsers?.map((browser) => browser.close()) ?? []);
    if (proof !== undefined && app !== undefined && conversations !== undefined) {
      process.stdout.write(report(proof, app, conversations, controls));
    }
    expect(browsers?.flatMap(({ journal }) => journal.crashes)).toEqual([]);
  });

  async function record(seals: boolean, camera: number, microphone: number): Promise<Proof> {
    if (browsers === undefined) throw new Error('no browser was started');
    return prove(await recordCall({ browsers, seals, frames: { camera, microphone } }));
  }

  describe('of an encrypted call', () => {
    beforeAll(async () => {
      proof = await record(true, 350, 800);
    });

    it('is recorded without a gap', () => {
      expect(proof?.record.server.gaps).toEqual([]);
      for (const channel of channels) {
        expect({ channel, ...proof?.search.searched[channel] }).not.toMatchObject({ channel, places: 0 });
      }
      expect(proof?.search.searched.RTP.pieces).toBeGreaterThan(5_000);
      expect(proof?.search.searched.log.pieces).toBeGreaterThan(100);
      expect(proof?.search.searched['room control'].pieces).toBeGreaterThan(100);
      // The libraries' own logs are in it, too; and media pass from one worker to another.
      expect(proof?.record.server.log).toContain('mediasoup:PipeTransport');
      // Camera and microphone of three people, each once.
      expect(proof?.record.server.producers.map(({ kind }) => kind).sort()).toEqual([
        ...Array<string>(3).fill('audio'),
        ...Array<string>(3).fill('video'),
      ]);
    });

    it('carries the very frames that are searched for, of both browsers', () => {
      expect(proof?.coverage).toHaveLength(6);
      for (const { recorded, sent, what } of proof?.coverage ?? []) {
        expect({ what, sent: sent > 200, recorded: recorded > sent * 0.8 }).toEqual({
          what,
          sent: true,
          recorded: true,
        });
      }
      for (const { encoded, kind } of proof?.record.people ?? []) {
        for (const source of ['camera', 'microphone'] as const) {
          const count = encoded.filter((frame) => frame.source === source).length;
          expect({ kind, source, isEnough: count > 200 }).toEqual({ kind, source, isEnough: true });
        }
      }
      expect(new Set(proof?.record.people.map(({ kind }) => kind))).toEqual(new Set(['chromium', 'firefox']));
    });

    it('knows secrets of every epoch to search for', () => {
      // At least: the first one, two who come, one who leaves, and the renewed link.
      for (const what of ['base key for media', 'epoch authenticator', 'key for commit data']) {
        const secrets = proof?.record.people.flatMap((person) => person.secrets) ?? [];
        const bytes = secrets.filter((secret) => secret.what === what).map((secret) => secret.bytes);
        expect(new Set(bytes).size).toBeGreaterThanOrEqual(5);
      }
      expect(new Set(proof?.record.invitations).size).toBe(2);
    });

    it('has nothing of what was said, shown, or agreed on', () => {
      expect(proof?.search.findings).toEqual([]);
      expect(proof?.search.expectedByChance).toBeLessThan(0.001);
      // What is not looked for is too little to hide anything.
      expect(proof?.known.index.skipped).toBeLessThan((proof?.known.index.size ?? 0) / 1_000);
    });

    it('is not told how loudly anybody speaks', () => {
      const sent = proof?.record.server.connections.map(({ toServer }) => toServer).filter(isWebSocket) ?? [];
      const messages = sent.flatMap(webSocketMessages).map(String);
      expect(
        messages.filter((message) => message.includes('urn:ietf:params:rtp-hdrext:')).length,
      ).toBeGreaterThan(3);
      expect(messages.filter((message) => message.includes('audio-level'))).toEqual([]);
    });

    it('cannot tell the media from noise', () => {
      for (const { deviation, entropy, total } of Object.values(proof?.randomness ?? {})) {
        expect(total).toBeGreaterThan(100_000);
        expect(entropy).toBeGreaterThan(7.99);
        expect(Math.abs(deviation)).toBeLessThan(mostDeviations);
      }
    });
  });

  describe('of a call made in the web app', () => {
    beforeAll(async () => {
      if (browsers === undefined) throw new Error('no browser was started');
      app = prove(await recordAppCall([browsers[0], browsers[1]]));
    });

    it('is recorded without a gap', () => {
      expect(app?.record.server.gaps).toEqual([]);
      for (const channel of channels) {
        expect({ channel, ...app?.search.searched[channel] }).not.toMatchObject({ channel, places: 0 });
      }
      expect(app?.search.searched.RTP.pieces).toBeGreaterThan(1_000);
      expect(app?.search.searched['room control'].pieces).toBeGreaterThan(100);
      // The app itself came this way, and both opened it.
      const requests = app?.record.server.connections
        .map(({ toServer }) => toServer.toString('latin1'))
        .join();
      expect(requests).toContain('GET / HTTP/1.1');
      expect(requests).toContain('GET /r/');
      expect(requests).toMatch(/GET \/assets\/.*\.js /);
      // Two who came, and one who came again.
      const sockets = app?.record.server.connections.filter(({ toServer }) => isWebSocket(toServer)) ?? [];
      expect(sockets.length).toBeGreaterThanOrEqual(3);
    });

    it('knows both links, both names and the codes to search for', () => {
      expect(new Set(app?.record.invitations).size).toBe(2);
      expect(app?.known.amounts.names).toBe(2);
      expect(new Set(app?.record.people.flatMap(({ verificationCodes }) => verificationCodes)).size).toBe(2);
    });

    it('has nothing of the links, of the names, or of the codes', () => {
      expect(app?.search.findings).toEqual([]);
    });
  });

  describe('of conversations in the web app', () => {
    beforeAll(async () => {
      if (browsers === undefined) throw new Error('no browser was started');
      conversations = proveConversations(await recordConversation(browsers));
    });

    it('is recorded without a gap', () => {
      const { record, search } = conversations ?? {};
      expect(record?.server.gaps).toEqual([]);
      for (const channel of channels.filter((each) => each !== 'RTP')) {
        expect({ channel, ...search?.searched[channel] }).not.toMatchObject({ channel, places: 0 });
      }
      // The database, and what it had not yet written into its file.
      const paths = record?.server.files.map(({ path }) => path);
      for (const path of ['accounts.sqlite', 'accounts.sqlite-wal, while it ran']) {
        expect(paths).toContain(path);
      }
      // Three people's live events.
      const sockets = record?.server.connections.filter(({ toServer }) => isWebSocket(toServer)) ?? [];
      expect(sockets.length).toBeGreaterThanOrEqual(3);
      const heard = sockets.flatMap(({ fromServer }) => webSocketMessages(fromServer)).map(String);
      expect(heard.some((message) => message.includes('messageAdded'))).toBe(true);
    });

    it('has their handles, by which people find each other, and the same search finds them', () => {
      expect(conversations?.record.handles).toHaveLength(3);
      expect(conversations?.handles.toSorted()).toEqual(conversations?.record.handles);
    });

    it('has nothing of names, passwords, recovery keys, messages, titles, drafts or reactions', () => {
      expect(conversations?.record.texts.every(({ bytes }) => bytes.length > 16)).toBe(true);
      expect(conversations?.search.findings).toEqual([]);
    });
  });

  describe('of a messenger whose page leaks, as a control', () => {
    let findings: readonly Finding[] = [];

    beforeAll(async () => {
      if (browsers === undefined) throw new Error('no browser was started');
      findings = proveConversations(await recordLeakingMessenger(browsers[0])).search.findings;
      controls.push({ what: 'The page of the messenger leaks', findings });
    });

    it.each([
      ['a password in a query', 'HTTP', 'the password', 'percent-encoded'],
      ['a name in a header', 'HTTP', 'the name', 'base64'],
      ['a message over live events', 'room control', 'the message', 'as it is'],
    ] as const)('is caught with %s', (_, channel, what, form) => {
      const found = foundIn(findings, channel).filter((finding) => finding.form === form);
      expect(found.map((finding) => finding.what)).toContain(what);
    });
  });

  describe('of a call whose frames are not sealed, as a control', () => {
    let unsealed: Proof | undefined;

    beforeAll(async () => {
      unsealed = await record(false, 60, 150);
      const { findings } = unsealed.search;
      controls.push({ what: 'Frames pass unsealed', findings, randomness: unsealed.randomness });
    });

    it('has the frames of everyone, and they are found', () => {
      for (const { kind, names } of unsealed?.record.people ?? []) {
        for (const source of ['camera', 'microphone']) {
          const found = foundIn(unsealed?.search.findings, 'RTP').filter(
            ({ what }) => what === `frames of the ${source} of ${names[0]} (${kind})`,
          );
          expect(found).toHaveLength(1);
          expect(found[0]?.count).toBeGreaterThan(1_000);
        }
      }
    });

    it('has nothing else for that', () => {
      expect(unsealed?.search.findings.filter(({ channel }) => channel !== 'RTP')).toEqual([]);
    });

    it('can tell the media from noise', () => {
      for (const { deviation } of Object.values(unsealed?.randomness ?? {})) {
        expect(deviation).toBeGreaterThan(mostDeviations);
      }
    });
  });

  describe('of a visit to the web app whose page leaks, as a control', () => {
    let findings: readonly Finding[] = [];

    beforeAll(async () => {
      if (browsers === undefined) throw new Error('no browser was started');
      findings = prove(await recordLeakingVisit(browsers[0])).search.findings;
      controls.push({ what: 'The page of the web app leaks', findings });
    });

    it.each([
      ['the secret of its link in a header', 'HTTP', /^the secret, as text, of link 1$/, 'as it is'],
      ['the secret of its link in a query', 'HTTP', /^the secret of link 1$/, 'hexadecimal'],
      ['a key made of it in a Referer', 'HTTP', /^the key for room metadata of link 1$/, 'base64'],
      ['the name in a cookie', 'HTTP', /^the name /, 'percent-encoded'],
      ['the name over room control', 'room control', /^the name /, 'as it is'],
    ] as const)('is caught with %s', (_, channel, what, form) => {
      const found = foundIn(findings, channel).filter((finding) => finding.form === form);
      expect(found.map((finding) => finding.what)).toContainEqual(expect.stringMatching(what));
    });
  });

  describe('with planted leaks, as a control', () => {
    const leaks: Leaks = {
      HTTP: randomBytes(32),
      'room control': Buffer.from('Wilhelmina Ørsted-Łukasiewicz'),
      log: randomBytes(32),
      'data directory': randomBytes(32),
      metrics: randomBytes(32),
    };
    let findings: readonly Finding[] = [];

    beforeAll(async () => {
      findings = searchRecord(await leak(leaks), knownLeaks(leaks)).findings;
      controls.push({ what: 'Leaks are planted', findings });
    });

    it.each(Object.keys(leaks) as (keyof Leaks)[])('is caught in its %s', (channel) => {
      expect(foundIn(findings, channel).map(({ what }) => what)).toContain(`the ${channel} leak`);
    });
  });
});

/** Media are leaked by the unsealed call. */
type Leaks = Record<Exclude<Channel, 'RTP'>, Buffer>;

function foundIn(findings: readonly Finding[] | undefined, channel: Channel): Finding[] {
  return findings?.filter((finding) => finding.channel === channel) ?? [];
}

/** A server that leaks by itself, and a client that says what none should. */
async function leak(leaks: Leaks): Promise<ServerRecord> {
  const { log, metrics } = leaks;
  const server = await RecordedServer.start({ log, metrics, file: leaks['data directory'] });
  try {
    const { origin } = server.proxy;
    const api = new RoomApi(origin);
    const { roomId } = await api.createRoom();
    const { token } = await api.token(roomId);
    const peer = await RoomControlPeer.connect(origin, { token });
    const { routerRtpCapabilities } = await peer.request('getRouterRtpCapabilities');
    const name = leaks['room control'].toString();
    await peer.request('join', { sealedName: sealedName(name), rtpCapabilities: routerRtpCapabilities });
    await peer.close();
    await fetch(`${origin}/r/${roomId}?key=${leaks.HTTP.toString('hex')}`);
    return await server.finish();
  } finally {
    await server.close();
  }
}

function knownLeaks(leaks: Leaks): KnownPlaintext {
  return knownTexts(
    Object.entries(leaks).map(([channel, bytes]) => ({ what: `the ${channel} leak`, bytes })),
  );
}
