import { describe, expect, it } from '@jest/globals';
import type { ConversationProof, Proof } from './proof.ts';
import { type ControlReport, report } from './report.ts';
import { Randomness } from './search/randomness.ts';
import type { Finding } from './search/search.ts';
import { WindowIndex } from './search/window-index.ts';

const finding: Finding = {
  channel: 'log',
  what: 'the name “Ada”',
  form: 'base64',
  where: 'line 3, byte 0',
  bytes: '0011223344556677',
  count: 1_234,
};
const bitten: ControlReport = { what: 'A leak is planted', findings: [finding] };

function proof({ findings = [], gaps = [] }: { findings?: Finding[]; gaps?: string[] } = {}): Proof {
  const amount = { pieces: 1_000, bytes: 2_000, places: 3_000 };
  const randomness = new Randomness();
  randomness.add(Uint8Array.of(1, 2, 3));
  return {
    record: {
      roomId: 'k7mw3xqpv9td',
      server: { producers: [], connections: [], log: '', files: [], metrics: '', gaps },
      people: [],
      invitations: [],
    },
    known: {
      index: new WindowIndex(),
      whats: [],
      phrases: [],
      amounts: { frames: 4_000, frameBytes: 5_000, names: 6, secrets: 7 },
    },
    search: {
      findings,
      searched: {
        RTP: amount,
        HTTP: amount,
        'room control': amount,
        log: amount,
        'data directory': amount,
        metrics: amount,
      },
      expectedByChance: 1.5e-6,
    },
    coverage: [{ what: 'camera of Ada (firefox)', sent: 10, recorded: 9 }],
    randomness: { audio: randomness, video: randomness },
  };
}

function conversations(over: Parameters<typeof proof>[0] = {}): ConversationProof {
  const { known, record, search } = proof(over);
  return {
    known,
    search,
    handles: [],
    record: { server: record.server, texts: [], phrases: [], handles: [] },
  };
}

describe('the report of blindness', () => {
  it('says that nothing was found, and how much was searched', () => {
    const text = report(proof(), proof(), conversations(), [bitten]);
    expect(text).toContain('WHAT THE SERVER HAD OF ENCRYPTED CALLS AND CONVERSATIONS: NOTHING\n');
    expect(text).toMatch(/room control +1,000 pieces +2,000 bytes +3,000 places/);
    expect(text).toMatch(/camera of Ada \(firefox\) +9 of 10/);
    expect(text).toContain('Found: nothing.');
    expect(text).toContain('1.5e-6 findings');
  });

  it('names what was found', () => {
    const leaking = proof({ findings: [finding] });
    for (const text of [
      report(leaking, proof(), conversations(), [bitten]),
      report(proof(), leaking, conversations(), [bitten]),
      report(proof(), proof(), conversations({ findings: [finding] }), [bitten]),
    ]) {
      expect(text).toContain('MORE THAN IT MAY HAVE');
      expect(text).toMatch(
        /^ {2}log \(base64\): the name “Ada”, 1,234 times, first 0011223344556677 at line 3, byte 0$/m,
      );
    }
  });

  it('claims nothing where the record has a gap, or a control found nothing', () => {
    const gapped = proof({ gaps: ['data producer 1'] });
    expect(report(gapped, proof(), conversations(), [bitten])).toContain('NOT KNOWN');
    expect(report(proof(), gapped, conversations(), [bitten])).toContain('NOT KNOWN');
    for (const controls of [[], [bitten, { what: 'Another', findings: [] }]]) {
      expect(report(proof(), proof(), conversations(), controls)).toContain('NOT KNOWN');
    }
  });
});
