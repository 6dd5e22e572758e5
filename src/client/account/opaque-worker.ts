import type { Opaque, OpaqueCall, OpaqueReply, OpaqueRequest } from './opaque.ts';
import { opaqueInPlace } from './opaque-in-place.ts';

/** The part of a dedicated worker's global scope that is needed; see `EncryptionWorkerScope`. */
interface OpaqueWorkerScope {
  postMessage(message: OpaqueReply): void;
  onmessage: ((event: MessageEvent<OpaqueRequest>) => void) | null;
}

const scope = globalThis as unknown as OpaqueWorkerScope;
const calls = opaqueInPlace as unknown as Record<
  OpaqueCall,
  (input: unknown) => ReturnType<Opaque[OpaqueCall]>
>;

scope.onmessage = ({ data: { id, call, input } }) => {
  calls[call](input).then(
    (result) => scope.postMessage({ id, result }),
    (error: unknown) => scope.postMessage({ id, failure: String(error) }),
  );
};
