import { useEffect, useState } from 'react';
import { ProtocolError } from '../../protocol/errors.ts';
import { useServices } from './services.ts';

/** Where others find this server; until it has said so, where this page was found. */
export function useShareOrigin(): string {
  const { server } = useServices();
  const [origin, setOrigin] = useState(window.location.origin);
  useEffect(() => {
    let isShown = true;
    server.bootstrap().then(
      ({ shareOrigin }) => isShown && setOrigin(shareOrigin),
      (error: unknown) => {
        // The page's own address leads here, too.
        if (!(error instanceof ProtocolError)) throw error;
      },
    );
    return () => {
      isShown = false;
    };
  }, [server]);
  return origin;
}
