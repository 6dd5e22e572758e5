import { availableParallelism, networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { readDatabasePlace } from '../config/database-place.ts';
import type { Config } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import { version } from '../config/version.ts';
import { createAccountService } from './accounts/account-service.ts';
import { createConversationService } from './conversations/conversation-service.ts';
import { createFileService } from './files/file-service.ts';
import { createHttpApp } from './http/app.ts';
import { bootstrapRoutes } from './http/bootstrap-routes.ts';
import { addressKey, clientAddress, trustProxy } from './http/client-address.ts';
import { createInternalApp } from './http/internal-app.ts';
import { createInternalServer } from './http/internal-server.ts';
import { isOriginAllowed } from './http/origins.ts';
import { rateLimit } from './http/rate-limit.ts';
import { type ServerUrls, serverUrls } from './http/server-urls.ts';
import { createHttpServers } from './http/servers.ts';
import { LocalBus } from './live/bus.ts';
import { createLiveService } from './live/live-service.ts';
import { mediaAddresses } from './media/addresses.ts';
import { MediaMetrics } from './media/media-metrics.ts';
import { MediaStatistics } from './media/media-statistics.ts';
import type { ListenAddress } from './media/media-worker.ts';
import { WorkerPool } from './media/worker-pool.ts';
import { Health } from './observability/health.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { watchAccounts } from './people/account-ends.ts';
import { createPeopleService } from './people/people-service.ts';
import { RoomCodes } from './rooms/room-codes.ts';
import { RoomControlServer } from './rooms/room-control-server.ts';
import { roomRoutes } from './rooms/room-routes.ts';
import { createRoomService } from './rooms/room-service.ts';
import { RoomTokens } from './rooms/room-tokens.ts';
import { deriveServerKeys } from './rooms/server-keys.ts';
import { Database } from './storage/database.ts';
import { StorageMetrics } from './storage/storage-metrics.ts';

const projectRoot = new URL('../../', import.meta.url);

/** A server that runs. */
export interface RunningServer {
  readonly urls: ServerUrls;
  /** Ends calls with the request to come back, lets answers finish, and frees everything. May be called twice. */
  close(): Promise<void>;
}

/**
 * The composition root: the only place that knows every part.
 *
 * @throws Where a port is taken, a certificate cannot be used, or a worker does not start. Nothing is
 * left running then.
 */
export async function startServer(config: Config): Promise<RunningServer> {
  const logger = createLogger(config.log);
  const registry = createMetrics(version);
  const health = new Health();
  const secret = await readSecret(config);
  const keys = deriveServerKeys(secret);
  const codes = new RoomCodes(keys, config.rooms.allowUnencrypted);
  const tokens = new RoomTokens(keys.roomToken, config.rooms.tokenLifetimeSeconds);

  const { addresses, warning } = mediaAddresses(config.media.addresses, networkInterfaces());
  if (warning !== undefined) {
    logger.warn(warning);
  }
  const pool = createWorkerPool(config, addresses, logger);
  const mediaMetrics = new MediaMetrics(registry);
  mediaMetrics.observeWorkers(registry, pool);
  const { rooms, metrics: roomMetrics } = createRoomService({
    config,
    isEncrypted: (roomId) => codes.kindOf(roomId) === 'encrypted',
    pool,
    registry,
    mediaMetrics,
    logger,
  });

  const trust = trustProxy(config.server.trustProxy);
  const limit = (name: string, perMinute: number) => rateLimit({ name, perMinute, trust });
  const database = new Database({
    place: await readDatabasePlace(config),
    metrics: new StorageMetrics(registry),
    logger,
  });
  const bus = new LocalBus();
  const accounts = await createAccountService({
    config,
    secret,
    database,
    registry,
    logger,
    trust,
    limit: limit('accounts', config.limits.http.accountsPerMinute),
    watcher: watchAccounts(database, bus),
  });
  const shared = { config, database, logins: accounts.logins, bus, registry, trust, logger };
  const people = createPeopleService(shared);
  const conversations = createConversationService(shared);
  const live = createLiveService({
    ...shared,
    contactsOf: people.contactsOf,
    handlers: conversations.liveHandlers,
  });
  const files = await createFileService({
    ...shared,
    secret,
    limit: limit('files', config.limits.http.filesPerMinute),
  });
  let reachable: readonly string[] = [];
  const app = createHttpApp({
    config,
    logger,
    metrics: registry,
    health,
    webRoot: fileURLToPath(new URL('dist/web', projectRoot)),
    routers: [
      bootstrapRoutes({ config, version, reachableOrigins: () => reachable }),
      roomRoutes({
        rooms,
        codes,
        tokens,
        limitRooms: limit('rooms', config.limits.http.roomsPerMinute),
        limitTokens: limit('tokens', config.limits.http.tokensPerMinute),
      }),
      files.router,
    ],
    sessionRouters: [accounts.router, people.router, conversations.router],
    liveEvents: live.handleRequest,
  });
  const http = await createHttpServers(app, config, logger);
  const internal = createInternalServer(
    createInternalApp({ metrics: registry, health, logger }),
    config.server,
  );
  const roomControl = new RoomControlServer({
    rooms,
    codes,
    tokens,
    metrics: roomMetrics,
    isOriginAllowed: (origin, host) => isOriginAllowed(origin, host, config.server),
    maxMessageBytes: config.limits.messageBytes,
    connectionsPerAddress: config.limits.connectionsPerAddress,
    addressOf: (request) => addressKey(clientAddress(request, trust)),
  });
  for (const server of http.servers) {
    server.on('upgrade', (request, socket, head) => {
      const plane = live.takes(request) ? live : roomControl;
      plane.handleUpgrade(request, socket, head);
    });
  }
  health.register('workers', () => (pool.alive.length > 0 ? undefined : 'No media worker is alive.'));
  health.register('storage', () => database.check());
  const statistics = new MediaStatistics(
    mediaMetrics,
    () => rooms.peerMedia(),
    config.media.statsIntervalSeconds,
  );

  let closing: Promise<void> | undefined;
  const close = async () => {
    health.drain();
    rooms.drain('node-draining');
    await live.close();
    await http.close(config.server.shutdownGraceSeconds);
    await internal.close(0);
    await files.close();
    await accounts.close();
    await database.close();
    roomControl.close();
    statistics.close();
    pool.close();
    logger.info('server stopped');
  };
  const running = { close: () => (closing ??= close()) };

  try {
    await database.start();
    accounts.start();
    files.start();
    await pool.start();
    const ports = await http.listen();
    const { port: internalPort } = await internal.listen();
    const urls = serverUrls(
      config.server,
      { ...ports, internal: internalPort },
      addresses.map(({ ip, announcedAddress }) => announcedAddress ?? ip),
    );
    reachable = urls.others;
    logger.info({ workers: pool.size, version }, 'server started');
    return { ...running, urls };
  } catch (error) {
    await running.close();
    throw error;
  }
}

function createWorkerPool(
  { media }: Config,
  addresses: readonly ListenAddress[],
  logger: Logger,
): WorkerPool {
  return new WorkerPool(
    {
      count: media.workers === 'auto' ? availableParallelism() : media.workers,
      portBase: media.portBase,
      addresses,
      protocols: (['udp', 'tcp'] as const).filter((protocol) => media.transports[protocol]),
      logLevel: media.logLevel,
      restart: media.workerRestart,
    },
    logger,
  );
}
