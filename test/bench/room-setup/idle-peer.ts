import type { RoomApi } from '../../harness/room-api.ts';
import { sealedName } from '../../harness/sealed-name.ts';
import { RoomControl } from '../room-control.ts';

/**
 * Does all that a browser does until it is in a room, with both transports, and neither sends nor
 * receives.
 */
export async function joinIdle(origin: string, api: RoomApi, roomId: string): Promise<RoomControl> {
  const control = await RoomControl.enter(origin, api, roomId);
  const { routerRtpCapabilities } = await control.request('getRouterRtpCapabilities', {});
  await control.request('createWebRtcTransport', { direction: 'producer' });
  await control.request('createWebRtcTransport', { direction: 'consumer' });
  await control.request('join', { sealedName: sealedName('Idle'), rtpCapabilities: routerRtpCapabilities });
  return control;
}
