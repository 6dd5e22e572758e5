import { isIP } from 'node:net';
import { z } from 'zod';
import { registrationModeSchema } from '../protocol/registration-mode.ts';

/**
 * Every setting, with the words that a wrong value is answered with. Values come from
 * `config/default.yaml`, which names all of them: the schema holds no defaults.
 */
const flag = () => z.boolean().describe('true or false');
const count = (min: number, max: number) =>
  z.int().min(min).max(max).describe(`a whole number from ${min} to ${max}`);
const seconds = (min: number, max: number) =>
  z.number().min(min).max(max).describe(`a number of seconds from ${min} to ${max}`);
const bitrate = (min: number) =>
  z.int().min(min).max(1_000_000_000).describe(`bits per second, a whole number from ${min} to 1000000000`);
const text = (expected: string) => z.string().min(1).describe(expected);

const pemFile = () => z.string().min(1).nullable().describe('a path to a PEM file, or null');

/** 0 lets the operating system choose. */
const port = () => z.int().min(0).max(65_535).describe('a port from 1 to 65535, or 0 for any free one');
const ipAddress = () =>
  z
    .string()
    .refine((value) => isIP(value) !== 0)
    .describe('an IP address, such as 192.0.2.10 or 2001:db8::10');
const origin = () =>
  z.string().refine(isOrigin).describe('an origin without a path, such as https://calls.example.org');

function isOrigin(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value;
}

const videoCodec = () => z.enum(['vp8', 'vp9', 'av1', 'h264']).describe('vp8, vp9, av1 or h264');

const serverSchema = z.strictObject({
  host: ipAddress(),
  httpPort: port()
    .nullable()
    .describe('a port from 1 to 65535, 0 for any free one, or null for no plain HTTP'),
  https: z.strictObject({
    enabled: flag(),
    port: port(),
    certFile: pemFile(),
    keyFile: pemFile(),
  }),
  publicUrl: origin().nullable().describe('an origin such as https://calls.example.org, or null'),
  trustProxy: z
    .union([
      z.literal(false),
      z.int().min(1).max(16),
      z.array(z.string().regex(/^[0-9a-fA-F.:/]+$|^(loopback|linklocal|uniquelocal)$/)).min(1),
    ])
    .describe('false, the number of proxies in front (1 to 16), or a list of their addresses or networks'),
  allowedOrigins: z.array(origin()).describe('a list of origins such as https://calls.example.org'),
  internal: z.strictObject({ host: ipAddress(), port: port() }),
  shutdownGraceSeconds: seconds(0, 3600),
});

const logSchema = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .describe('trace, debug, info, warn, error, fatal or silent'),
  pretty: z.union([z.literal('auto'), z.boolean()]).describe("'auto', true or false"),
});

const mediaSchema = z.strictObject({
  workers: z.union([z.literal('auto'), z.int().min(1).max(256)]).describe("'auto' or a number from 1 to 256"),
  portBase: z
    .union([z.literal(0), z.int().min(1024).max(65_535)])
    .describe('a port from 1024 to 65535, or 0 for any free ones'),
  addresses: z
    .union([
      z.literal('auto'),
      z
        .array(
          z.strictObject({ listen: ipAddress(), announce: text('an IP address or host name').optional() }),
        )
        .min(1),
    ])
    .describe("'auto' or a list of {listen: IP address, announce: IP address or host name}"),
  transports: z.strictObject({ udp: flag(), tcp: flag() }),
  logLevel: z.enum(['debug', 'warn', 'error', 'none']).describe('debug, warn, error or none'),
  codecs: z.array(videoCodec()).min(1).describe('a list of vp8, vp9, av1 and h264, the preferred one first'),
  workerTargetLoad: z.number().min(0.05).max(1).describe('a share of one core from 0.05 to 1'),
  maxPeersPerWorker: count(1, 10_000)
    .nullable()
    .describe('a whole number from 1 to 10000, or null for no cap'),
  maxIncomingBitrate: bitrate(100_000),
  initialOutgoingBitrate: bitrate(100_000),
  minOutgoingBitrate: bitrate(30_000),
  statsIntervalSeconds: seconds(0.5, 600),
  workerRestart: z.strictObject({
    initialDelaySeconds: seconds(0, 60),
    maxDelaySeconds: seconds(0, 600),
    resetAfterSeconds: seconds(1, 3600),
  }),
});

const roomsSchema = z.strictObject({
  maxRooms: count(1, 1_000_000),
  allowUnencrypted: flag(),
  maxPeersPerRoom: count(1, 10_000),
  speakerSelection: z.strictObject({
    abovePeers: z
      .union([z.literal('off'), z.int().min(2).max(10_000)])
      .describe("'off' or a number from 2 to 10000"),
    forwarded: count(1, 1_000),
  }),
  resumeWindowSeconds: seconds(0, 600),
  tokenLifetimeSeconds: seconds(5, 3600),
});

/** The address of a PostgreSQL database, with the password in it. */
export function isDatabaseUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && URL.canParse(value);
}

const storageSchema = z.strictObject({
  database: z
    .string()
    .refine(isDatabaseUrl)
    .nullable()
    .describe('an address such as postgres://USER:PASSWORD@HOST/DATABASE, or null'),
  databaseFile: z.string().min(1).nullable().describe('a path to a file with such an address, or null'),
  connections: count(1, 1000),
});

const days = () => z.number().min(0.01).max(3650).describe('a number of days from 0.01 to 3650');

const accountsSchema = z.strictObject({
  registration: registrationModeSchema.describe('open, invitation or closed'),
  invitationDays: days(),
  sessionIdleDays: days(),
  sessionMaxDays: days(),
  sessionsPerAccount: count(1, 1000),
  heldHandleDays: z.number().min(0).max(3650).describe('a number of days from 0 to 3650'),
});

const bytes = (min: number, max: number) =>
  z.int().min(min).max(max).describe(`bytes, a whole number from ${min} to ${max}`);

/** Most bytes of one file that an S3 store takes in 10,000 parts of 8 MiB each, rounded down. */
const largestFile = 64 * 1024 ** 3;

const filesSchema = z.strictObject({
  folder: z.string().min(1).nullable().describe('a path to a folder, or null'),
  s3: z.strictObject({
    bucket: z.string().min(1).nullable().describe('the name of a bucket, or null'),
    endpoint: origin().nullable().describe('an origin such as https://s3.example.org, or null'),
    region: text('the name of a region, such as eu-central-1'),
    prefix: z
      .string()
      .regex(/^(?:[\w.-]+\/)*$/)
      .describe('nothing, or names that each end with a slash, such as sottovoce/'),
  }),
  maxBytes: bytes(1, largestFile),
  quotaBytesPerAccount: bytes(1, 1024 ** 5),
  filesPerAccount: count(1, 1_000_000),
  unfinishedPerAccount: count(1, 1000),
  unfinishedHours: z.number().min(0.1).max(720).describe('a number of hours from 0.1 to 720'),
  linksPerFile: count(1, 1000),
  linkMaxDays: days(),
});

const limitsSchema = z.strictObject({
  messageBytes: count(4096, 16_777_216),
  messagesPerSecond: count(1, 100_000),
  messageBurst: count(1, 1_000_000),
  producersPerPeer: count(1, 1000),
  transportsPerPeer: count(2, 1000),
  connectionsPerAddress: count(1, 1_000_000),
  group: z.strictObject({
    keptCommits: count(1, 10_000),
    keptCommitBytes: count(65_536, 16_777_216),
    pendingAdmissions: count(1, 10_000),
    messageBytes: count(1024, 65_536),
    requestsPerSecond: count(1, 10_000),
    requestBurst: count(1, 100_000),
  }),
  accounts: z.strictObject({
    triesPerPerson: count(1, 10_000),
    triesPerHandle: count(1, 1_000_000),
    triesPerNetwork: count(1, 1_000_000),
    registrationsPerNetwork: count(1, 1_000_000),
    longestWaitSeconds: seconds(1, 86_400),
    forgetAfterSeconds: seconds(1, 604_800),
  }),
  people: z.strictObject({
    contactsPerAccount: count(1, 100_000),
    waitingRequests: count(1, 100_000),
    lookupsPerMinute: count(1, 1_000_000),
    lookupsPerMinuteAndNetwork: count(1, 1_000_000),
    changesPerMinute: count(1, 1_000_000),
    requestsPerMinute: count(1, 1_000_000),
    bodyBytes: count(1024, 16_777_216),
  }),
  conversations: z.strictObject({
    perAccount: count(1, 100_000),
    members: count(2, 500),
    entriesPerMinute: count(1, 1_000_000),
    messagesPerMinute: count(1, 1_000_000),
    markersPerMinute: count(1, 1_000_000),
    typingPerMinute: count(1, 1_000_000),
    requestsPerMinute: count(1, 1_000_000),
    bodyBytes: count(1024, 16_777_216),
  }),
  live: z.strictObject({
    connectionsPerAccount: count(1, 10_000),
    connectionsPerNetwork: count(1, 1_000_000),
    connectsPerMinute: count(1, 1_000_000),
    messageBytes: count(98_304, 16_777_216),
    requestsPerMinute: count(1, 1_000_000),
    presencesPerMinute: count(1, 1_000_000),
    unreadEvents: count(10, 1_000_000),
    offlineAfterSeconds: seconds(0, 600),
    sessionCheckSeconds: seconds(1, 3600),
  }),
  http: z.strictObject({
    accountsPerMinute: count(1, 1_000_000),
    filesPerMinute: count(1, 1_000_000),
    roomsPerMinute: count(1, 1_000_000),
    tokensPerMinute: count(1, 1_000_000),
    requestsPerMinute: count(1, 10_000_000),
    bodyBytes: count(1024, 1_048_576),
  }),
});

const clientSchema = z.strictObject({
  video: z.strictObject({
    codec: videoCodec(),
    width: count(160, 7680),
    height: count(90, 4320),
    frameRate: count(1, 60),
    maxBitrate: bitrate(50_000),
  }),
  screen: z.strictObject({ frameRate: count(1, 60), maxBitrate: bitrate(50_000) }),
  audio: z.strictObject({ dtx: flag(), maxBitrate: bitrate(6000) }),
});

export const configSchema = z
  .strictObject({
    dataDirectory: text('a path to a folder'),
    secret: z.string().min(32).nullable().describe('at least 32 characters, or null'),
    server: serverSchema,
    log: logSchema,
    media: mediaSchema,
    rooms: roomsSchema,
    storage: storageSchema,
    accounts: accountsSchema,
    files: filesSchema,
    limits: limitsSchema,
    client: clientSchema,
  })
  .superRefine(refuseContradictions);

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The whole configuration, as every part of the server receives it. */
export type Config = DeepReadonly<z.output<typeof configSchema>>;

type Contradiction = { readonly path: string[]; readonly message: string };

/** Finds settings which are fine each for itself and cannot hold together. */
function* contradictions(config: Config): Generator<Contradiction> {
  const { server, media, limits, client } = config;
  yield* accountContradictions(config);
  yield* fileContradictions(config);
  if ((server.https.certFile === null) !== (server.https.keyFile === null)) {
    yield { path: ['server', 'https'], message: 'certFile and keyFile to be both set or both null' };
  }
  if (server.httpPort === null && !server.https.enabled) {
    yield {
      path: ['server', 'httpPort'],
      message: 'a port, as server.https.enabled is false and nothing else listens',
    };
  }
  if (server.https.enabled && server.httpPort !== 0 && server.httpPort === server.https.port) {
    yield { path: ['server', 'https', 'port'], message: 'a port other than that of server.httpPort' };
  }
  if (!media.transports.udp && !media.transports.tcp) {
    yield { path: ['media', 'transports'], message: 'udp or tcp to be true' };
  }
  if (typeof media.workers === 'number' && media.portBase + media.workers - 1 > 65_535) {
    yield { path: ['media', 'portBase'], message: `room for ${media.workers} ports up to 65535` };
  }
  if (media.addresses !== 'auto') {
    const listens = media.addresses.map(({ listen }) => listen);
    if (new Set(listens).size !== listens.length) {
      yield { path: ['media', 'addresses'], message: 'each `listen` once' };
    }
    const unspecified = media.addresses.some(
      ({ listen, announce }) => announce === undefined && /^(0\.0\.0\.0|[0:]+)$/.test(listen),
    );
    if (unspecified) {
      yield {
        path: ['media', 'addresses'],
        message: '`announce` with each `listen` that means every address',
      };
    }
  }
  if (new Set(media.codecs).size !== media.codecs.length) {
    yield { path: ['media', 'codecs'], message: 'each codec once' };
  }
  if (media.workerRestart.maxDelaySeconds < media.workerRestart.initialDelaySeconds) {
    yield { path: ['media', 'workerRestart', 'maxDelaySeconds'], message: 'at least initialDelaySeconds' };
  }
  if (limits.messageBurst < limits.messagesPerSecond) {
    yield { path: ['limits', 'messageBurst'], message: 'at least limits.messagesPerSecond' };
  }
  if (limits.group.requestBurst < limits.group.requestsPerSecond) {
    yield {
      path: ['limits', 'group', 'requestBurst'],
      message: 'at least limits.group.requestsPerSecond',
    };
  }
  if (!media.codecs.includes(client.video.codec)) {
    yield { path: ['client', 'video', 'codec'], message: `one of media.codecs (${media.codecs.join(', ')})` };
  }
}

function* accountContradictions({ storage, accounts }: Config): Generator<Contradiction> {
  if (storage.database !== null && storage.databaseFile !== null) {
    yield { path: ['storage', 'databaseFile'], message: 'null, as storage.database is set' };
  }
  if (accounts.sessionMaxDays < accounts.sessionIdleDays) {
    yield { path: ['accounts', 'sessionMaxDays'], message: 'at least accounts.sessionIdleDays' };
  }
}

function* fileContradictions({ files }: Config): Generator<Contradiction> {
  if (files.folder !== null && files.s3.bucket !== null) {
    yield { path: ['files', 'folder'], message: 'null, as files.s3.bucket is set' };
  }
  if (files.quotaBytesPerAccount < files.maxBytes) {
    yield { path: ['files', 'quotaBytesPerAccount'], message: 'at least files.maxBytes' };
  }
}

function refuseContradictions(config: Config, context: z.RefinementCtx): void {
  for (const { path, message } of contradictions(config)) {
    context.addIssue({ code: 'custom', path, message });
  }
}
