import type { PageMessage, WorkerMessage } from './messages.ts';
import { type FrameTransformer, WorkerSession } from './worker-session.ts';

/**
 * The global scope of a dedicated worker with encoded transforms (WebRTC Encoded Transform, section 5).
 * The compiler's types for pages and for workers exclude each other, so that this part is named here.
 */
interface EncryptionWorkerScope {
  postMessage(message: WorkerMessage): void;
  onmessage: ((event: MessageEvent<PageMessage>) => void) | null;
  onrtctransform: ((event: { readonly transformer: FrameTransformer }) => void) | null;
}

const scope = globalThis as unknown as EncryptionWorkerScope;
const session = new WorkerSession((message) => scope.postMessage(message));

scope.onmessage = ({ data }) => session.receive(data);
scope.onrtctransform = ({ transformer }) => void session.attach(transformer);
scope.postMessage({ kind: 'ready' });
