import type { PskIndex } from 'ts-mls';
import { equal } from '../bytes.ts';
import type { Invitation } from './invitation.ts';

/** The invitation's PSK as the library looks for it: under its own id, and no other. */
export function pskIndexOf({ pskId, psk }: Invitation): PskIndex {
  return {
    findPsk: (id) => (id.psktype === 'external' && equal(id.pskId, pskId) ? psk : undefined),
  };
}
