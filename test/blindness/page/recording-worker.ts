import { WorkerSession } from '../../../src/client/encryption/worker-session.ts';
import { tapped, workerScope } from './frame-tap.ts';

/** The encryption worker as it is built, between two taps. */
const session = new WorkerSession((message) => workerScope.postMessage(message));

workerScope.onmessage = ({ data }) => session.receive(data);
workerScope.onrtctransform = ({ transformer }) => void session.attach(tapped(transformer));
workerScope.postMessage({ kind: 'ready' });
