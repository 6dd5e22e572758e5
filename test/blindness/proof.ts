import type { CallRecord } from './record/recorded-call.ts';
import { sealedBody } from './record/rtp.ts';
import { type Coverage, coverage } from './search/coverage.ts';
import { type KnownPlaintext, knownPlaintext } from './search/known-plaintext.ts';
import { Randomness } from './search/randomness.ts';
import { type SearchResult, searchRecord } from './search/search.ts';

/** What the record of a call shows. */
export interface Proof {
  readonly record: CallRecord;
  readonly known: KnownPlaintext;
  readonly search: SearchResult;
  readonly coverage: readonly Coverage[];
  /** Of the media, behind descriptors and headers. */
  readonly randomness: { readonly audio: Randomness; readonly video: Randomness };
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
