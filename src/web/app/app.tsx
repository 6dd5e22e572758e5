import { lazy, Suspense } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { roomPath } from '../room/room-address.ts';
import { StartPage } from '../start/start-page.tsx';
import { type Device, DeviceProvider } from './device.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { type Services, ServicesProvider } from './services.ts';
import { useSignal } from './use-signal.ts';
import { Waiting } from './waiting.tsx';

// The call and its library load once somebody opens a room.
const RoomPage = lazy(() => import('../room/room-page.tsx'));
const AccountPages = lazy(() => import('../account/account-pages.tsx'));
const MessagesPages = lazy(() => import('../messages/messages-pages.tsx'));

export function App({ device, services }: { device: Device; services: Services }) {
  const { i18n } = useTranslation();
  const route = useSignal(device.navigation.route);
  const arrivals = useSignal(device.navigation.arrivals);
  return (
    <DeviceProvider value={device}>
      <ServicesProvider value={services}>
        <I18nProvider locale={i18n.language}>
          <ErrorBoundary key={route.kind}>
            {route.kind === 'room' ? (
              <Suspense fallback={<Waiting />}>
                <RoomPage key={`${roomPath(route)} ${arrivals}`} room={route} />
              </Suspense>
            ) : route.kind === 'account' ? (
              <Suspense fallback={<Waiting />}>
                <AccountPages page={route.page} />
              </Suspense>
            ) : route.kind === 'messages' ? (
              <Suspense fallback={<Waiting />}>
                <MessagesPages path={route.path} />
              </Suspense>
            ) : (
              <StartPage arrival={route.kind} />
            )}
          </ErrorBoundary>
        </I18nProvider>
      </ServicesProvider>
    </DeviceProvider>
  );
}
