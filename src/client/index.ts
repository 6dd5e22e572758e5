export type * from './api.ts';
export { createCall } from './call/room-call.ts';
export { createLocalMedia } from './devices/local-media.ts';
export { ServerApi } from './server-api.ts';
