import { WorkerSession } from '../../../src/client/encryption/worker-session.ts';
import { tapped, workerScope } from './frame-tap.ts';

/**
 * The control: between the two taps, frames stay as they are, and receivers take them so. A proof of blindness that
 * this passes proves nothing.
 */
const session = new WorkerSession((message) => workerScope.postMessage(message));

workerScope.onmessage = ({ data }) => session.receive(data);
workerScope.onrtctransform = ({ transformer }) => {
  const { readable, writable } = tapped(transformer);
  void readable.pipeTo(writable);
};
workerScope.postMessage({ kind: 'ready' });
