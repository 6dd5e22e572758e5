import type { ConversationProof, Proof } from './proof.ts';
import type { Randomness } from './search/randomness.ts';
import { channels, type Finding } from './search/search.ts';
import { fewestDifferentBytes, windowLength } from './search/window-index.ts';

/** A control: what the same search found where there was something to find. */
export interface ControlReport {
  readonly what: string;
  readonly findings: readonly Finding[];
  /** Of a whole call. */
  readonly randomness?: Proof['randomness'];
}

/** Columns of a terminal. */
const width = 110;

/** The proof in words and figures, for whoever runs a server. */
export function report(
  proof: Proof,
  app: Proof,
  conversations: ConversationProof,
  controls: readonly ControlReport[],
): string {
  const { coverage, known, randomness, record, search } = proof;
  const { frameBytes, frames, names, secrets } = known.amounts;
  return [
    '',
    `WHAT THE SERVER HAD OF ENCRYPTED CALLS AND CONVERSATIONS: ${verdict([proof, app, conversations], controls)}`,
    '',
    ...paragraph(
      `A call of ${record.people.length}: ${describePeople(proof)}, each with camera (VP8 simulcast) and microphone (Opus). One took ` +
        'another name, the link was renewed, one came late with the new link, and one left before the others.',
    ),
    '',
    'Recorded and searched:',
    ...recordLines(proof),
    ...paragraph(
      'Pieces are packets, connections and messages, lines, and files; places are counted in all forms in which something ' +
        'may stand there: as it is, base64, hexadecimal, escaped, percent-encoded, and these within each other. RTP is ' +
        'recorded as mediasoup hands it on, with the header extensions that it keeps; RTCP and handshakes are not.',
    ),
    '',
    'Searched for:',
    ...paragraph(
      `${figure(frames)} frames as the encoders gave them (${figure(frameBytes)} bytes), ${names} names, and ${secrets} ` +
        `secrets: ${secretKinds(proof)}. Private keys of devices cannot be read out, and so not be searched for.`,
    ),
    ...paragraph(
      `Any ${windowLength} successive bytes of these are a finding: ${figure(known.index.size)} different windows. Left ` +
        `out are ${figure(known.index.skipped)} which stand in the constant headers, or have fewer than ` +
        `${fewestDifferentBytes} different bytes, as counters and lengths on any wire do. Verification codes are sought as ` +
        'a whole.',
    ),
    '',
    'Sealed frames that left the browsers, and were found again in the recorded packets:',
    ...coverage.map(
      ({ recorded, sent, what }) => `  ${what.padEnd(50)}${figure(recorded).padStart(7)} of ${figure(sent)}`,
    ),
    '',
    ...findingLines(search.findings),
    `  By mere chance, ${search.expectedByChance.toExponential(1)} findings were to be expected.`,
    '',
    'Sealed media beside noise, which has 8 bits a byte, and a chi-square within a few deviations of 255:',
    ...randomnessLines(randomness),
    '',
    'The same of a call made in the web app:',
    ...paragraph(
      `${describePeople(app)}. One made a room on the start page, the other came with the link that the app shows; both ` +
        'muted and unmuted, and turned the camera off and on; the link was renewed, one reloaded the page amid the call, ' +
        'and one left before the other. The app is as it is built, without a tap: its frames are not captured, and it is ' +
        'searched for no frame and no key of an epoch; that is what the call above is for.',
    ),
    ...recordLines(app),
    ...paragraph(
      `Searched for: ${app.known.amounts.names} names, and ${app.known.amounts.secrets} secrets: those of both links, the ` +
        'keys made of them, and the verification codes that the app showed.',
    ),
    ...findingLines(app.search.findings),
    '',
    'The same of conversations in the web app:',
    ...paragraph(
      'Three people made accounts and became contacts; two wrote to each other, one answered with a sign and left a draft ' +
        'behind; then all three talked in a group. What passes over live events is counted as room control. The data ' +
        'directory is searched as it was while the server ran, too.',
    ),
    ...recordLines(conversations),
    ...paragraph(
      `Searched for: ${conversations.known.amounts.secrets} texts: names, passwords, recovery keys, messages, the title, ` +
        'the draft and the sign. Handles are known to the server.',
    ),
    ...findingLines(conversations.search.findings),
    '',
    'Controls, in which the same search has to find something:',
    ...controls.flatMap(({ findings, randomness: other, what }) => [
      `  ${what}: ${findings.length === 0 ? 'NOTHING WAS FOUND' : 'found.'}`,
      ...findings.map((finding) => `    ${describeFinding(finding)}`),
      ...(other === undefined ? [] : randomnessLines(other).map((line) => `  ${line}`)),
    ]),
    '',
    '',
  ].join('\n');
}

/** What every kind of proof has. */
type AnyProof = Pick<Proof, 'search'> & { readonly record: Pick<Proof['record'], 'server'> };

function verdict(proofs: readonly AnyProof[], controls: readonly ControlReport[]): string {
  if (proofs.some(({ search }) => search.findings.length > 0)) return 'MORE THAN IT MAY HAVE';
  if (proofs.some(({ record }) => record.server.gaps.length > 0)) return 'NOT KNOWN, FOR THE RECORD HAS GAPS';
  const isSearchProven = controls.length > 0 && controls.every(({ findings }) => findings.length > 0);
  return isSearchProven ? 'NOTHING' : 'NOT KNOWN, FOR A CONTROL FOUND NOTHING';
}

function describePeople({ record }: Proof): string {
  return record.people.map(({ kind, names }) => `${names[0]} (${kind})`).join(', ');
}

function recordLines({ record: { server }, search }: AnyProof): string[] {
  return [
    ...channels.map((channel) => {
      const { bytes, pieces, places } = search.searched[channel];
      const figures = [`${figure(pieces)} pieces`, `${figure(bytes)} bytes`, `${figure(places)} places`];
      return `  ${channel.padEnd(16)}${figures.map((text) => text.padStart(20)).join('')}`;
    }),
    `  Gaps in the record: ${server.gaps.length === 0 ? 'none' : server.gaps.join('; ')}.`,
  ];
}

function findingLines(findings: readonly Finding[]): string[] {
  return [
    findings.length === 0 ? 'Found: nothing.' : 'Found:',
    ...findings.map((finding) => `  ${describeFinding(finding)}`),
  ];
}

/** Breaks a text between words. */
function paragraph(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function describeFinding({ bytes, channel, count, form, what, where }: Finding): string {
  return `${channel} (${form}): ${what}, ${figure(count)} times, first ${bytes} at ${where}`;
}

function randomnessLines({ audio, video }: Proof['randomness']): string[] {
  const line = (kind: string, { chiSquare, deviation, entropy, total }: Randomness) =>
    `  ${kind}: ${figure(total)} bytes, ${entropy.toFixed(6)} bits a byte, chi-square ${chiSquare.toFixed(1)} (${deviation.toFixed(1)} deviations)`;
  return [line('audio', audio), line('video', video)];
}

function secretKinds({ record: { people } }: Proof): string {
  const kinds = new Set(people.flatMap(({ secrets }) => secrets.map(({ what }) => what)));
  return ['secrets of links and the keys made of them', ...kinds, 'verification codes'].join(', ');
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
