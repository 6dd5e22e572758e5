import { client, ready } from '@serenity-kit/opaque';
import { opaqueServerIdentifier } from '../../protocol/accounts.ts';
import type { Opaque } from './opaque.ts';

/**
 * Argon2id (RFC 9106) with 64 MiB, three passes and four lanes: its second recommendation. The library computes lanes one
 * after the other.
 */
const keyStretching = { 'argon2id-custom': { memory: 65_536, iterations: 3, parallelism: 4 } };

const identifiers = (handle: string) => ({ client: handle, server: opaqueServerIdentifier });

/** OPAQUE where it is called: whatever else runs there waits meanwhile. */
export const opaqueInPlace: Opaque = {
  startRegistration: async ({ password }) => {
    await ready;
    const { clientRegistrationState: state, registrationRequest } = client.startRegistration({ password });
    return { state, registrationRequest };
  },

  finishRegistration: async ({ password, handle, state, registrationResponse }) => {
    await ready;
    const { registrationRecord, exportKey } = client.finishRegistration({
      password,
      clientRegistrationState: state,
      registrationResponse,
      identifiers: identifiers(handle),
      keyStretching,
    });
    return { registrationRecord, exportKey };
  },

  startLogin: async ({ password }) => {
    await ready;
    const { clientLoginState: state, startLoginRequest } = client.startLogin({ password });
    return { state, startLoginRequest };
  },

  finishLogin: async ({ password, handle, state, loginResponse }) => {
    await ready;
    const finished = client.finishLogin({
      password,
      clientLoginState: state,
      loginResponse,
      identifiers: identifiers(handle),
      keyStretching,
    });
    return finished && { finishLoginRequest: finished.finishLoginRequest, exportKey: finished.exportKey };
  },

  close: () => undefined,
};
