import type { FakeCall } from './fake-call.ts';
import type { FakeMedia } from './fake-media.ts';

declare global {
  interface Window {
    /** For tests: the call and the media that the page shows. */
    gallery: { call: FakeCall | undefined; media: FakeMedia | undefined; addPerson: () => void };
  }
}
