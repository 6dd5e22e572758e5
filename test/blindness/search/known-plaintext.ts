import { hkdfSync } from 'node:crypto';
import { vp8Prefix } from '../../../src/e2ee/frames/packing/vp8.ts';
import type { CallRecord } from '../record/recorded-call.ts';
import { WindowIndex, windowLength } from './window-index.ts';

/** What the server must not have, ready to be searched for. */
export interface KnownPlaintext {
  readonly index: WindowIndex;
  /** By an owner's number in the index. */
  readonly whats: readonly string[];
  /**
   * Sought as a whole: of eight characters of a verification code there are so few that dates and counters would be
   * taken for them.
   */
  readonly phrases: readonly { readonly what: string; readonly bytes: Buffer }[];
  readonly amounts: {
    readonly frames: number;
    readonly frameBytes: number;
    readonly names: number;
    readonly secrets: number;
  };
}

export interface Text {
  readonly what: string;
  readonly bytes: Buffer;
}

/** Keys that an invitation's secret is turned into; its PSK's id is public. docs/e2ee.md, "Invitation". */
const invitationPurposes = ['MLS PSK', 'join MAC', 'room metadata'];

export function knownPlaintext({ invitations, people, roomId }: CallRecord): KnownPlaintext {
  const index = new WindowIndex(constantHeaders());
  const whats: string[] = [];
  const take = (what: string, texts: readonly Uint8Array[]): void => {
    const owner = whats.push(what) - 1;
    for (const text of texts) index.add(text, owner);
  };
  const names = people.flatMap((person) =>
    person.names.map((name) => ({ what: `the name “${name}”`, bytes: Buffer.from(name) })),
  );
  const secrets = [
    ...invitations.flatMap((invitation, at) => secretsOf(invitation, at + 1, roomId)),
    ...people.flatMap((person) =>
      person.secrets.map(({ bytes, what }) => ({ what, bytes: Buffer.from(bytes, 'base64url') })),
    ),
  ].filter(({ bytes }) => bytes.length >= windowLength);
  // First, so that they are named even where a frame shares a window with them.
  for (const { bytes, what } of [...names, ...distinct(secrets)]) take(what, [bytes]);
  for (const { encoded, kind, names: own } of people) {
    for (const source of ['camera', 'microphone'] as const) {
      const frames = encoded.filter((frame) => frame.source === source).map(({ bytes }) => bytes);
      take(`frames of the ${source} of ${own[0]} (${kind})`, frames);
    }
  }
  const codes = new Set(people.flatMap(({ verificationCodes }) => verificationCodes));
  const phrases = [...codes].flatMap((code) =>
    [code, code.replaceAll(' ', '')].map((text) => ({
      what: `the verification code ${code}`,
      bytes: Buffer.from(text),
    })),
  );
  const frames = people.flatMap(({ encoded }) => encoded);
  return {
    index,
    whats,
    phrases,
    amounts: {
      frames: frames.length,
      frameBytes: frames.reduce((sum, { bytes }) => sum + bytes.length, 0),
      names: names.length,
      secrets: distinct(secrets).length + codes.size,
    },
  };
}

/** @param phrases Those that are sought as a whole. */
export function knownTexts(texts: readonly Text[], phrases: readonly Text[] = []): KnownPlaintext {
  const index = new WindowIndex();
  for (const [owner, { bytes }] of texts.entries()) index.add(bytes, owner);
  const amounts = { frames: 0, frameBytes: 0, names: 0, secrets: texts.length + phrases.length };
  return { index, whats: texts.map(({ what }) => what), phrases, amounts };
}

/** What stands in clear before each key frame of VP8, the same for all. */
function constantHeaders(): WindowIndex {
  const headers = new WindowIndex();
  headers.add(vp8Prefix(true), 0);
  return headers;
}

/** What a link into a room carries, and what is made of it. */
export function secretsOf(invitation: string, number: number, roomId: string): Text[] {
  const secret = Buffer.from(invitation, 'base64url');
  const of = (what: string) => `${what} of link ${number}`;
  return [
    { what: of('the secret'), bytes: secret },
    { what: of('the secret, as text,'), bytes: Buffer.from(invitation) },
    ...invitationPurposes.map((purpose) => ({
      what: of(`the key for ${purpose}`),
      bytes: Buffer.from(
        hkdfSync('sha256', secret, `Sottovoce room ${roomId}`, `Sottovoce invitation 1 ${purpose}`, 32),
      ),
    })),
  ];
}

/** Members know the same keys. */
function distinct(texts: readonly Text[]): Text[] {
  return [...new Map(texts.map((text) => [text.bytes.toString('hex'), text])).values()];
}
