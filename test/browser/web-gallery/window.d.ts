import type { CallOptions } from '../../../src/web/app/services.ts';
import type { FakeCall } from './fake-call.ts';
import type { FakeMedia } from './fake-media.ts';
import type { FakeMessenger } from './fake-messenger.ts';

declare global {
  interface Window {
    /** For tests: the call, the media and the messenger that the page shows. */
    gallery: {
      call: FakeCall | undefined;
      media: FakeMedia | undefined;
      /** How the call was to be entered. */
      encryption: CallOptions['encryption'] | undefined;
      messenger: FakeMessenger;
      addPerson: () => void;
      /** Lets Bea write. */
      receive: (body: string) => void;
    };
  }
}
