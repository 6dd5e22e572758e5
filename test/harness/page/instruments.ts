import { type CaptureOptions, substituteCapture } from './capture-substitute.ts';
import { ConnectionRecorder } from './connection-recorder.ts';
import { hearTone } from './listener.ts';
import { present } from './presentation.ts';
import { Viewer } from './viewer.ts';

/** What a test page carries beside its own code: recognisers and a record of its connections. */
export class Instruments {
  readonly connections: ConnectionRecorder;
  readonly viewer = new Viewer();
  readonly hearTone = hearTone;
  readonly present = present;
  readonly capture: CaptureOptions;

  constructor(connections: ConnectionRecorder, capture: CaptureOptions) {
    this.connections = connections;
    this.capture = capture;
  }
}

declare global {
  interface Window {
    instruments: Instruments;
  }
}

/** Runs in every document before its own scripts. */
export function install(options: CaptureOptions): void {
  // Only a secure page has devices; the blank first one is none.
  if (navigator.mediaDevices !== undefined) substituteCapture(navigator.mediaDevices, options);
  window.instruments = new Instruments(new ConnectionRecorder(window), options);
}
