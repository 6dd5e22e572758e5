import type { CallRecord } from './record/recorded-call.ts';
import type { ConversationRecord } from './record/recorded-conversation.ts';
import { sealedBody } from './record/rtp.ts';
import { type Coverage, coverage } from './search/coverage.ts';
import { type KnownPlaintext, knownPlaintext, knownTexts } from './search/known-plaintext.ts';
import { Randomness } from './search/randomness.ts';
import { type Finding, type SearchResult, searchRecord } from './search/search.ts';

/** What the record of a call shows. */
export interface Proof {
  readonly record: CallRecord;
  readonly known: KnownPlaintext;
  readonly search: SearchResult;
  readonly coverage: readonly Coverage[];
  /** Of the media, behind descriptors and headers. */
  readonly randomness: { readonly audio: Randomness; readonly video: Randomness };
}

/** What the record of conversations shows. */
export interface ConversationProof {
  readonly record: ConversationRecord;
  readonly known: KnownPlaintext;
  readonly search: SearchResult;
  /** Which handles the same search found, as it has to. */
  readonly handles: readonly string[];
}

export function proveConversations(record: ConversationRecord): ConversationProof {
  const { texts, phrases, handles, server } = record;
  // As they stand in what is told of people.
  const asHandles = handles.map((handle) => ({ what: handle, bytes: Buffer.from(`"${handle}"`) }));
  const { findings, ...search } = searchRecord(server, knownTexts(texts, [...phrases, ...asHandles]));
  const isHandle = ({ what }: Finding) => handles.includes(what);
  return {
    record,
    known: knownTexts(texts, phrases),
    search: { ...search, findings: findings.filter((finding) => !isHandle(finding)) },
    handles: [...new Set(findings.filter(isHandle).map(({ what }) => what))],
  };
}

export function prove(record: CallRecord): Proof {
  const known = knownPlaintext(record);
  const randomness = { audio: new Randomness(), video: new Randomness() };
  for (const { kind, packets } of record.server.producers) {
    for (const { payload } of packets) randomness[kind].add(sealedBody(kind, payload));
  }
  return {
    record,
    known,
    search: searchRecord(record.server, known),
    coverage: coverage(record),
    randomness,
  };
}
