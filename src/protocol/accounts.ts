import { z } from 'zod';

/**
 * Accounts and sessions over HTTP. People prove their password by OPAQUE (RFC 9807), so that the server
 * never sees it; it keeps keys only as blobs that their owner's devices have sealed.
 */

/** Every account route that changes something asks for this header, which no foreign form can send. */
export const accountRequestHeader = { name: 'sottovoce-request', value: '1' } as const;

/** What both sides of OPAQUE call the server; the client is called by its handle. */
export const opaqueServerIdentifier = 'sottovoce';

/** How many bytes OPAQUE's messages have with ristretto255 and SHA-512. */
const opaqueLength = {
  registrationRequest: 32,
  registrationResponse: 64,
  registrationRecord: 192,
  startLoginRequest: 96,
  loginResponse: 320,
  finishLoginRequest: 64,
} as const;

/** Most bytes of each blob that the server keeps for an account without knowing what is in it. */
export const wrapLimit = 4096;

/** Most characters of a handle as a person may type it. */
const typedHandleLimit = 256;

/**
 * The last character before the end of base64url carries 2 or 4 bits that belong to no byte; they are zero
 * in the one spelling that is taken.
 */
const lastOfOne = '[AQgw]';
const lastOfTwo = '[AEIMQUYcgkosw048]';

/** So many bytes as base64url without padding (RFC 4648 section 5). */
export function bytes(length: number) {
  const last = length % 3 === 0 ? '' : length % 3 === 1 ? `[\\w-]${lastOfOne}` : `[\\w-]{2}${lastOfTwo}`;
  return z
    .string()
    .regex(
      new RegExp(`^(?:[\\w-]{4}){${Math.floor(length / 3)}}${last}$`),
      `expected ${length} bytes as base64url`,
    );
}

const wrapPattern = new RegExp(`^(?:[\\w-]{4})*(?:[\\w-]${lastOfOne}|[\\w-]{2}${lastOfTwo})?$`);

/** Sealed bytes that nobody but their owner's devices can open. */
export const wrapSchema = z
  .string()
  .min(2)
  .max(Math.ceil((wrapLimit * 4) / 3), `expected at most ${wrapLimit} bytes`)
  .regex(wrapPattern, 'expected base64url without padding');

export const accountIdSchema = bytes(16);
export const sessionIdSchema = bytes(16);
/** Names a registration, log-in, proof or recovery that has begun; good once and for two minutes. */
export const attemptIdSchema = bytes(32);
const recoveryProofSchema = bytes(32);

const registrationRequestSchema = bytes(opaqueLength.registrationRequest);
const registrationResponseSchema = bytes(opaqueLength.registrationResponse);
const registrationRecordSchema = bytes(opaqueLength.registrationRecord);
const startLoginRequestSchema = bytes(opaqueLength.startLoginRequest);
const loginResponseSchema = bytes(opaqueLength.loginResponse);
const finishLoginRequestSchema = bytes(opaqueLength.finishLoginRequest);

/** A handle as typed; {@link parseHandle} says what it means. */
const typedHandleSchema = z.string().max(typedHandleLimit);

/** 3 to 32 letters, digits and single separators; the first is a letter, the last no separator. */
export const handleSchema = z.string().regex(/^(?=.{3,32}$)[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/);

/**
 * Reads a handle as a person may type it: full-width letters and capitals are the plain ones.
 *
 * @returns The handle as it is kept, shown, and named to OPAQUE, or `undefined` where the text is none.
 * Whether the server gives it away is another question.
 */
export function parseHandle(text: string): string | undefined {
  const parsed = handleSchema.safeParse(text.normalize('NFKC').trim().toLowerCase());
  return parsed.success ? parsed.data : undefined;
}

/** What the list of sessions calls a browser, such as `Firefox on Linux`: the browser says it of itself. */
const browserSchema = z.string().trim().min(1).max(64);

/** Milliseconds since 1970 began. */
const timeSchema = z.int().min(0);

const newKeysSchema = z.object({
  /** The master key under OPAQUE's export key. */
  passwordWrap: wrapSchema,
  /** The master key under the recovery key. */
  recoveryWrap: wrapSchema,
  /** Derived from the recovery key; the server keeps its SHA-256 alone. */
  recoveryProof: recoveryProofSchema,
  /** The public Ed25519 key of the account's identity. */
  identityKey: bytes(32),
  /** The identity's secrets under the master key. */
  identityWrap: wrapSchema,
  /** The display name under the master key. */
  profileWrap: wrapSchema,
});

export const accountSchema = z.object({
  accountId: accountIdSchema,
  handle: handleSchema,
  createdAt: timeSchema,
  keys: newKeysSchema.omit({ recoveryWrap: true, recoveryProof: true }),
});

/** The session that the answer's cookie opens. */
const newSessionSchema = z.object({ sessionId: sessionIdSchema, expiresAt: timeSchema });

const listedSessionSchema = z.object({
  sessionId: sessionIdSchema,
  browser: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  isCurrent: z.boolean(),
});

const loggedInSchema = z.object({ account: accountSchema, session: newSessionSchema });

const startedLoginSchema = z.object({ attemptId: attemptIdSchema, loginResponse: loginResponseSchema });

/** Shows once more that whoever asks knows the password: the end of what `startProof` began. */
const proofSchema = z.object({ attemptId: attemptIdSchema, finishLoginRequest: finishLoginRequestSchema });

const nothing = z.undefined();

/**
 * Every account route. `body` and `answer` are JSON; `nothing` stands for an empty one. A route with a
 * session answers `login-required` without.
 */
export const accountRoutes = {
  startRegistration: {
    method: 'POST',
    path: '/api/accounts/attempts',
    session: false,
    body: z.object({
      handle: typedHandleSchema,
      registrationRequest: registrationRequestSchema,
      /** Asked for where registration is by invitation. */
      invitation: z.string().max(128).optional(),
    }),
    status: 200,
    answer: z.object({
      attemptId: attemptIdSchema,
      /** Of the account to be made, so that its keys can be bound to it. */
      accountId: accountIdSchema,
      registrationResponse: registrationResponseSchema,
    }),
  },
  finishRegistration: {
    method: 'POST',
    path: '/api/accounts',
    session: false,
    body: z.object({
      attemptId: attemptIdSchema,
      registrationRecord: registrationRecordSchema,
      keys: newKeysSchema,
      browser: browserSchema,
    }),
    status: 201,
    answer: loggedInSchema,
  },
  startLogin: {
    method: 'POST',
    path: '/api/sessions/attempts',
    session: false,
    body: z.object({ handle: typedHandleSchema, startLoginRequest: startLoginRequestSchema }),
    status: 200,
    answer: startedLoginSchema,
  },
  finishLogin: {
    method: 'POST',
    path: '/api/sessions',
    session: false,
    body: z.object({
      attemptId: attemptIdSchema,
      finishLoginRequest: finishLoginRequestSchema,
      browser: browserSchema,
    }),
    status: 201,
    answer: loggedInSchema,
  },
  listSessions: {
    method: 'GET',
    path: '/api/sessions',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ sessions: z.array(listedSessionSchema) }),
  },
  /** Ends every session of the account, this one among them. */
  endSessions: {
    method: 'DELETE',
    path: '/api/sessions',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  logOut: {
    method: 'DELETE',
    path: '/api/sessions/current',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  endSession: {
    method: 'DELETE',
    path: '/api/sessions/:sessionId',
    session: true,
    body: nothing,
    status: 204,
    answer: nothing,
  },
  readAccount: {
    method: 'GET',
    path: '/api/account',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ account: accountSchema }),
  },
  startProof: {
    method: 'POST',
    path: '/api/account/proofs',
    session: true,
    body: z.object({ startLoginRequest: startLoginRequestSchema }),
    status: 200,
    answer: startedLoginSchema,
  },
  startPasswordChange: {
    method: 'POST',
    path: '/api/account/password/attempts',
    session: true,
    body: z.object({ registrationRequest: registrationRequestSchema }),
    status: 200,
    answer: z.object({ attemptId: attemptIdSchema, registrationResponse: registrationResponseSchema }),
  },
  /** Ends all other sessions of the account. */
  changePassword: {
    method: 'PUT',
    path: '/api/account/password',
    session: true,
    body: z.object({
      proof: proofSchema,
      attemptId: attemptIdSchema,
      registrationRecord: registrationRecordSchema,
      passwordWrap: wrapSchema,
    }),
    status: 204,
    answer: nothing,
  },
  changeRecovery: {
    method: 'PUT',
    path: '/api/account/recovery',
    session: true,
    body: z.object({ proof: proofSchema, recoveryWrap: wrapSchema, recoveryProof: recoveryProofSchema }),
    status: 204,
    answer: nothing,
  },
  changeProfile: {
    method: 'PUT',
    path: '/api/account/profile',
    session: true,
    body: z.object({ profileWrap: wrapSchema }),
    status: 204,
    answer: nothing,
  },
  deleteAccount: {
    method: 'DELETE',
    path: '/api/account',
    session: true,
    body: z.object({ proof: proofSchema }),
    status: 204,
    answer: nothing,
  },
  startRecovery: {
    method: 'POST',
    path: '/api/recoveries',
    session: false,
    body: z.object({ handle: typedHandleSchema, recoveryProof: recoveryProofSchema }),
    status: 200,
    answer: z.object({ attemptId: attemptIdSchema, accountId: accountIdSchema, recoveryWrap: wrapSchema }),
  },
  /** May be asked once in a recovery, and does not use it up. */
  startRecoveryPassword: {
    method: 'POST',
    path: '/api/recoveries/:attemptId/registration',
    session: false,
    body: z.object({ registrationRequest: registrationRequestSchema }),
    status: 200,
    answer: z.object({ registrationResponse: registrationResponseSchema }),
  },
  /** Sets the new password, ends all sessions, and opens one. */
  finishRecovery: {
    method: 'PUT',
    path: '/api/recoveries/:attemptId/password',
    session: false,
    body: z.object({
      registrationRecord: registrationRecordSchema,
      passwordWrap: wrapSchema,
      browser: browserSchema,
    }),
    status: 200,
    answer: loggedInSchema,
  },
} as const;

export type AccountRouteName = keyof typeof accountRoutes;
export type AccountBody<N extends AccountRouteName> = z.input<(typeof accountRoutes)[N]['body']>;
export type AccountAnswer<N extends AccountRouteName> = z.output<(typeof accountRoutes)[N]['answer']>;
export type Account = z.infer<typeof accountSchema>;
export type ListedSession = z.infer<typeof listedSessionSchema>;
