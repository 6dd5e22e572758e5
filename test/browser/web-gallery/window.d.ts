import type { CallOptions } from '../../../src/web/app/services.ts';
import type { FakeCall } from './fake-call.ts';
import type { FakeMedia } from './fake-media.ts';

declare global {
  interface Window {
    /** For tests: the call and the media that the page shows. */
    gallery: {
      call: FakeCall | undefined;
      media: FakeMedia | undefined;
      /** How the call was to be entered. */
      encryption: CallOptions['encryption'] | undefined;
      addPerson: () => void;
    };
  }
}
