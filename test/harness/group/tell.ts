import type { VisitKeys } from '../../../src/client/group/visit-keys.ts';
import type { Notification, NotificationData } from '../../../src/protocol/server-messages.ts';

/** Any notification with its own data. */
export type AnyNotification = {
  [N in Notification]: { readonly name: N; readonly data: NotificationData<N> };
}[Notification];

/** Tells a session's keys what the room says, as the client's own session of a room does. */
export function tell({ session }: VisitKeys, notification: AnyNotification): void {
  switch (notification.name) {
    case 'newPeer':
      session.peerJoined(notification.data.id);
      break;
    case 'peerClosed':
      session.peerLeft(notification.data.peerId);
      break;
    case 'admissionRequested':
      session.admissionRequested(notification.data);
      break;
    case 'admissionWithdrawn':
      session.admissionWithdrawn(notification.data);
      break;
    case 'groupCommitted':
      session.committed(notification.data);
      break;
    case 'groupWelcome':
      session.welcomed(notification.data);
      break;
    case 'groupMessage':
      session.received(notification.data);
      break;
    default:
      break;
  }
}
