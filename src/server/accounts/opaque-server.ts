import { client, ready, server } from '@serenity-kit/opaque';
import { opaqueServerIdentifier } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';

export interface LoginStart {
  /** The account's id or, for nobody's handle, what stands in for one. */
  readonly userIdentifier: string;
  readonly handle: string;
  /** `undefined` where nobody has this handle: the answer looks as if somebody had. */
  readonly registrationRecord: Uint8Array | undefined;
  readonly startLoginRequest: string;
}

/** The server's side of OPAQUE (RFC 9807). All messages are base64url. */
export class OpaqueServer {
  readonly #setup: string;
  /** Anybody's, to try records with. */
  readonly #sampleRequest: string;

  private constructor(setup: string) {
    this.#setup = setup;
    this.#sampleRequest = client.startLogin({ password: 'sample' }).startLoginRequest;
  }

  static async create(setup: string): Promise<OpaqueServer> {
    await ready;
    return new OpaqueServer(setup);
  }

  /** @throws ProtocolError `bad-request` where the request is no point of the group. */
  respondToRegistration(userIdentifier: string, registrationRequest: string): string {
    const serverSetup = this.#setup;
    return refuseMalformed(
      () =>
        server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest })
          .registrationResponse,
    );
  }

  /** Refuses a record now that would break every log-in later. */
  checkRecord(registrationRecord: string): void {
    refuseMalformed(() =>
      server.startLogin({
        serverSetup: this.#setup,
        userIdentifier: '',
        registrationRecord,
        startLoginRequest: this.#sampleRequest,
      }),
    );
  }

  /** @throws ProtocolError `bad-request` where the request is malformed. */
  startLogin({ userIdentifier, handle, registrationRecord, startLoginRequest }: LoginStart) {
    return refuseMalformed(() =>
      server.startLogin({
        serverSetup: this.#setup,
        userIdentifier,
        registrationRecord:
          registrationRecord === undefined ? null : Buffer.from(registrationRecord).toString('base64url'),
        startLoginRequest,
        identifiers: { client: handle, server: opaqueServerIdentifier },
      }),
    );
  }

  /** Whether the client has shown that it knows the password. */
  finishLogin(handle: string, serverLoginState: string, finishLoginRequest: string): boolean {
    try {
      server.finishLogin({
        serverLoginState,
        finishLoginRequest,
        identifiers: { client: handle, server: opaqueServerIdentifier },
      });
      return true;
    } catch {
      // The library tells a wrong password by this alone.
      return false;
    }
  }
}

function refuseMalformed<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new ProtocolError('bad-request', undefined, { cause: error });
  }
}
