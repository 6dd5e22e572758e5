import {
  type Capabilities,
  type ClientConfig,
  defaultKeyPackageEqualityConfig,
  defaultLifetime,
  type Lifetime,
} from 'ts-mls';
import { suiteName } from './ciphersuite.ts';
import { readCredential } from './member-credential.ts';

/** What a leaf says that it can do: what we use, and no more. Nothing is left to negotiate. */
export const capabilities: Capabilities = {
  versions: ['mls10'],
  ciphersuites: [suiteName],
  extensions: [],
  proposals: [],
  credentials: ['basic'],
};

/** A key package serves one join, within minutes, under a MAC of the invitation: no clock is needed to end it. */
export const lifetime: Lifetime = defaultLifetime;

const smallestPadded = 256;

/**
 * Pads to powers of two from 256 bytes, so that a message's size tells little.
 *
 * @param length Of the content, in bytes.
 */
export function paddedConfig(length: number): ClientConfig {
  // The signature, the confirmation tag and the lengths before them take less than this.
  const whole = length + 128;
  return {
    ...config,
    paddingConfig: {
      kind: 'padUntilLength',
      padUntilLength: Math.max(smallestPadded, 2 ** Math.ceil(Math.log2(whole))),
    },
  };
}

/** Library settings for every group. */
export const config: ClientConfig = {
  // Messages get lost and overtake each other: a beacon each second for 10 minutes, and some hundred others, may
  // lie between two that arrive. Messages of the last two epochs are read while those are kept.
  keyRetentionConfig: {
    retainKeysForGenerations: 64,
    retainKeysForEpochs: 2,
    maximumForwardRatchetSteps: 2000,
  },
  lifetimeConfig: { maximumTotalLifetime: lifetime.notAfter, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'padUntilLength', padUntilLength: 2048 },
  authService: { validateCredential: async (credential) => readCredential(credential) !== undefined },
};
