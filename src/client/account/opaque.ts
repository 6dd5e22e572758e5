/** The client's side of OPAQUE (RFC 9807). What it stretches a password with takes up to a second. */
export interface Opaque {
  startRegistration(input: { password: string }): Promise<{ state: string; registrationRequest: string }>;
  finishRegistration(input: FinishRegistration): Promise<{ registrationRecord: string; exportKey: string }>;
  startLogin(input: { password: string }): Promise<{ state: string; startLoginRequest: string }>;
  /** @returns Nothing where the password is wrong, or the account is none. */
  finishLogin(input: FinishLogin): Promise<{ finishLoginRequest: string; exportKey: string } | undefined>;
  close(): void;
}

export interface FinishRegistration {
  readonly password: string;
  readonly handle: string;
  readonly state: string;
  readonly registrationResponse: string;
}

export interface FinishLogin {
  readonly password: string;
  readonly handle: string;
  readonly state: string;
  readonly loginResponse: string;
}

/** The calls that are answered, by their names; `close` ends them all. */
export type OpaqueCall = Exclude<keyof Opaque, 'close'>;

export interface OpaqueRequest {
  readonly id: number;
  readonly call: OpaqueCall;
  readonly input: unknown;
}

export type OpaqueReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: string };
