import * as reference from '../reference/group.ts';
import { join, text, uint, zeros } from '../reference/primitives.ts';
import { counting, flipped, type Layout } from './cases.ts';

const secret = counting(32);
const roomId = text('k7w2m9x4p3qd');
const here = { secret, roomId };
const elsewhere = { secret: counting(32, 255, 255), roomId: text('000000000000') };
const nonce = counting(12, 0xa0);

const { fragment, metadataKey } = reference.invitation(here);

export const invitation: Layout = {
  vectors: [
    { name: 'a room', ...here, keyPackage: text('any bytes') },
    { name: 'another secret, another room, no bytes', ...elsewhere, keyPackage: zeros(0) },
    {
      name: 'the same secret in another room',
      secret,
      roomId: elsewhere.roomId,
      keyPackage: text('any bytes'),
    },
  ].map(({ name, ...input }) => {
    const derived = reference.invitation(input);
    return {
      name,
      in: input,
      out: { ...derived, joinMac: reference.joinMac(derived.joinMacKey, input.keyPackage) },
    };
  }),
  refused: [
    { name: 'no fragment', fragment: zeros(0), reason: 'another length than 43 characters' },
    { name: 'too short', fragment: fragment.subarray(0, 42), reason: 'another length than 43 characters' },
    { name: 'padded', fragment: join(fragment, text('=')), reason: 'a character outside of base64url' },
    {
      name: 'base64',
      fragment: text(`/${fragment.subarray(1)}`),
      reason: 'a character outside of base64url',
    },
    {
      name: 'two spellings',
      fragment: text(`${fragment.subarray(0, 42)}9`),
      reason: 'bits behind the last byte that are not 0',
    },
  ].map(({ name, fragment, reason }) => ({ name, in: { fragment }, reason })),
};

const nameLabel = reference.metadataLabel('name');
const packageLabel = reference.metadataLabel('key package');
const sealHere = (label: Buffer, content: Buffer) =>
  reference.sealMetadata(metadataKey, nonce, label, content);
const ada = reference.nameBlock(text('Ada'));

export const sealedName: Layout = {
  vectors: [
    { name: 'three letters', ...here, nonce, displayName: text('Ada') },
    { name: 'letters of two bytes', ...elsewhere, nonce: counting(12, 7, 3), displayName: text('Ωμέγα') },
    { name: 'the longest', ...here, nonce, displayName: text('😀'.repeat(64)) },
  ].map(({ name, ...input }) => {
    const associatedData = nameLabel;
    const block = reference.nameBlock(input.displayName);
    const key = reference.invitation(input).metadataKey;
    const sealed = reference.sealMetadata(key, input.nonce, associatedData, block);
    return { name, in: input, out: { associatedData, block, sealed } };
  }),
  refused: [
    { name: 'nothing', sealed: zeros(0), reason: 'shorter than a nonce' },
    { name: 'a changed nonce', sealed: flipped(sealHere(nameLabel, ada), 0), reason: 'not authentic' },
    { name: 'a changed length', sealed: flipped(sealHere(nameLabel, ada), 13), reason: 'not authentic' },
    { name: 'cut short', sealed: sealHere(nameLabel, ada).subarray(0, -1), reason: 'not authentic' },
    { name: 'sealed as a key package', sealed: sealHere(packageLabel, ada), reason: 'not authentic' },
    {
      name: 'sealed for another room',
      sealed: reference.sealMetadata(reference.invitation(elsewhere).metadataKey, nonce, nameLabel, ada),
      reason: 'not authentic',
    },
    {
      name: 'a shorter block',
      sealed: sealHere(nameLabel, ada.subarray(0, -1)),
      reason: 'a block of other than 258 bytes',
    },
    {
      name: 'bytes behind the name',
      sealed: sealHere(nameLabel, flipped(ada, 257)),
      reason: 'padding that is not zeros',
    },
    {
      name: 'a name that turns text around',
      sealed: sealHere(nameLabel, reference.nameBlock(text('a\u202eb'))),
      reason: 'no display name',
    },
    {
      name: 'a length that ends behind the block',
      sealed: sealHere(
        nameLabel,
        join(Buffer.of(0xea, 0x60), reference.nameBlock(text('😀'.repeat(64))).subarray(2)),
      ),
      reason: 'a length of more than 256 bytes',
    },
    {
      name: 'bytes that are no UTF-8',
      sealed: sealHere(nameLabel, reference.nameBlock(Buffer.of(0x41, 0xff))),
      reason: 'no UTF-8',
    },
    {
      name: 'a name of 65 characters',
      sealed: sealHere(nameLabel, reference.nameBlock(text('a'.repeat(65)))),
      reason: 'no display name',
    },
  ].map(({ name, sealed, reason }) => ({ name, in: { ...here, sealed }, reason })),
};

export const sealedKeyPackage: Layout = {
  vectors: [
    { name: 'some bytes', ...here, nonce, keyPackage: text('any bytes') },
    { name: 'no bytes', ...elsewhere, nonce: counting(12, 7, 3), keyPackage: zeros(0) },
  ].map(({ name, ...input }) => {
    const key = reference.invitation(input).metadataKey;
    const sealed = reference.sealMetadata(key, input.nonce, packageLabel, input.keyPackage);
    return { name, in: input, out: { associatedData: packageLabel, sealed } };
  }),
  refused: [
    { name: 'sealed as a name', sealed: sealHere(nameLabel, text('any bytes')), reason: 'not authentic' },
    {
      name: 'a changed tag',
      sealed: flipped(sealHere(packageLabel, text('any bytes')), 36),
      reason: 'not authentic',
    },
  ].map(({ name, sealed, reason }) => ({ name, in: { ...here, sealed }, reason })),
};

export const exporter: Layout = {
  vectors: [
    { name: 'for media', label: text('SFrame 1.0 Base Key') },
    { name: 'for the data of a commit', label: text('Sottovoce commit data') },
  ].map(({ name, label }) => {
    const exporterSecret = counting(32, 0x40);
    return {
      name,
      in: { exporterSecret, label },
      out: { key: reference.exported(exporterSecret, label, 16) },
    };
  }),
  refused: [],
};

const aGroup = reference.groupId(counting(16, 0x10));

export const groupId: Layout = {
  vectors: [
    { name: 'sixteen bytes', in: { random: counting(16, 0x10) }, out: { groupId: aGroup } },
    { name: 'zeros', in: { random: zeros(16) }, out: { groupId: reference.groupId(zeros(16)) } },
  ],
  refused: [
    { name: 'a byte short', in: { groupId: aGroup.subarray(0, -1) }, reason: 'another length' },
    { name: 'a byte long', in: { groupId: join(aGroup, zeros(1)) }, reason: 'another length' },
    {
      name: 'another suite',
      in: { groupId: join(text('sottovoce-call/1/mls-suite-2/'), zeros(16)) },
      reason: 'another label',
    },
    {
      name: 'another version',
      in: { groupId: join(text('sottovoce-call/2/mls-suite-1/'), zeros(16)) },
      reason: 'another label',
    },
  ],
};

const longestPeerId = text('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_abcdefghijklmnopqrstuvwxyz');

export const credential: Layout = {
  vectors: [
    { name: 'short', peerId: text('p'), displayName: text('A') },
    { name: 'letters of two bytes', peerId: text('nT4sWq8yJ2vB6kXc0ZrL1g'), displayName: text('Ωμέγα') },
    { name: 'the longest', peerId: longestPeerId, displayName: text('😀'.repeat(64)) },
  ].map(({ name, ...input }) => ({
    name,
    in: input,
    out: { identity: reference.credentialIdentity(input.peerId, input.displayName) },
  })),
  refused: [
    { name: 'nothing', identity: zeros(0), reason: 'another version' },
    { name: 'version 0', identity: join(Buffer.of(0, 1), text('pAda')), reason: 'another version' },
    { name: 'version 2', identity: join(Buffer.of(2, 1), text('pAda')), reason: 'another version' },
    { name: 'no length', identity: Buffer.of(1), reason: 'no peer id' },
    { name: 'no peer id', identity: join(Buffer.of(1, 0), text('Ada')), reason: 'no peer id' },
    { name: 'a peer id with a dot', identity: join(Buffer.of(1, 2), text('p.Ada')), reason: 'no peer id' },
    {
      name: 'a peer id of 65 characters',
      identity: join(Buffer.of(1, 65), longestPeerId, text('pAda')),
      reason: 'no peer id',
    },
    {
      name: 'a length beyond the end',
      identity: join(Buffer.of(1, 9), text('pAda')),
      reason: 'no display name',
    },
    { name: 'no name', identity: join(Buffer.of(1, 1), text('p')), reason: 'no display name' },
    { name: 'a name of spaces', identity: join(Buffer.of(1, 1), text('p  ')), reason: 'no display name' },
    {
      name: 'a name of 65 characters',
      identity: join(Buffer.of(1, 1), text(`p${'a'.repeat(65)}`)),
      reason: 'no display name',
    },
    {
      name: 'a name that turns text around',
      identity: join(Buffer.of(1, 1), text('pa\u202eb')),
      reason: 'no display name',
    },
    {
      name: 'a name with a control',
      identity: join(Buffer.of(1, 1), text('pa\nb')),
      reason: 'no display name',
    },
    {
      name: 'a name that is not UTF-8',
      identity: join(Buffer.of(1, 1), text('p'), Buffer.of(0xc3)),
      reason: 'not UTF-8',
    },
  ].map(({ name, identity, reason }) => ({ name, in: { identity }, reason })),
};

const commitKey = counting(16, 0x50);
const macs = (count: number) => Array.from({ length: count }, (_, at) => counting(32, 16 * at));
const renewal = counting(32, 0x80);
const noSecret = zeros(0);
const commitBlock = reference.commitDataBlock(macs(1), noSecret);
const sealCommit = (block: Buffer) => reference.sealCommitData(commitKey, nonce, block);

export const commitData: Layout = {
  vectors: [
    { name: 'neither MACs nor a renewal', joinMacs: macs(0), renewal: noSecret },
    { name: 'two MACs', joinMacs: macs(2), renewal: noSecret },
    { name: 'a renewal', joinMacs: macs(0), renewal },
    { name: 'as many MACs as fit in one block', joinMacs: macs(7), renewal: noSecret },
    {
      name: 'seven MACs and a renewal, which no commit has together: two blocks',
      joinMacs: macs(7),
      renewal,
    },
  ].map(({ name, ...input }) => {
    const block = reference.commitDataBlock(input.joinMacs, input.renewal);
    return { name, in: { key: commitKey, nonce, ...input }, out: { block, sealed: sealCommit(block) } };
  }),
  refused: [
    { name: 'nothing', sealed: zeros(0), reason: 'shorter than a nonce' },
    { name: 'a changed bit', sealed: flipped(sealCommit(commitBlock), 20), reason: 'not authentic' },
    { name: 'cut short', sealed: sealCommit(commitBlock).subarray(0, -1), reason: 'not authentic' },
    {
      name: 'another key',
      sealed: reference.sealCommitData(zeros(16), nonce, commitBlock),
      reason: 'not authentic',
    },
    { name: 'no block', sealed: sealCommit(zeros(0)), reason: 'another version' },
    {
      name: 'version 2',
      sealed: sealCommit(reference.padded(Buffer.of(2, 0, 0, 0))),
      reason: 'another version',
    },
    {
      name: 'a flag of 2',
      sealed: sealCommit(reference.padded(join(Buffer.of(1, 2, 0, 0), renewal))),
      reason: 'a flag that is neither 0 nor 1',
    },
    {
      name: 'more MACs than bytes',
      sealed: sealCommit(reference.padded(Buffer.of(1, 0, 0, 8))),
      reason: 'another length than the shortest padded one',
    },
    {
      name: 'a block too many',
      sealed: sealCommit(join(commitBlock, zeros(256))),
      reason: 'another length than the shortest padded one',
    },
    {
      name: 'not padded',
      sealed: sealCommit(Buffer.of(1, 0, 0, 0)),
      reason: 'another length than the shortest padded one',
    },
    {
      name: 'bytes behind the MACs',
      sealed: sealCommit(flipped(commitBlock, 255)),
      reason: 'padding that is not zeros',
    },
  ].map(({ name, sealed, reason }) => ({ name, in: { key: commitKey, sealed }, reason })),
};

const digest = (at: number) => counting(16, 16 * at);
/** Successive counters of one KID. */
const run = (kid: bigint, first: bigint, count: number, from = 0): reference.BeaconRun => ({
  kid,
  first,
  digests: Array.from({ length: count }, (_, at) => digest(from + at)),
});
const beaconCases = [
  { name: 'no frame', runs: [] },
  { name: 'one frame', runs: [run(0x0004_0001n, 0n, 1)] },
  {
    name: 'a gap, two KIDs, and counters of more than a byte',
    runs: [
      run(0x0004_0001n, 255n, 3),
      run(0x0004_0001n, 300n, 1, 3),
      run(0xffff_ffffn, 0x1_0000_0000n, 2, 4),
    ],
  },
].map(({ name, runs }) => ({
  name,
  frames: runs.flatMap(({ kid, first, digests }) =>
    digests.map((one, at) => ({ kid, counter: first + BigInt(at), digest: one })),
  ),
  bytes: reference.beacon(runs),
}));
const oneFrame = reference.beacon([run(0x0004_0001n, 3n, 1)]);
const refusedBeacons = [
  { name: 'nothing', beacon: zeros(0), reason: 'another version' },
  { name: 'version 2', beacon: join(Buffer.of(2), oneFrame.subarray(1)), reason: 'another version' },
  { name: 'a torn digest', beacon: oneFrame.subarray(0, -1), reason: 'ends within a run' },
  { name: 'a torn run', beacon: oneFrame.subarray(0, 10), reason: 'ends within a run' },
  {
    name: 'a run of none',
    beacon: join(Buffer.of(1), uint(0x0004_0001n, 8), uint(3, 8), uint(0, 2)),
    reason: 'a run of no frames',
  },
  {
    name: 'a KID of 2^53',
    beacon: reference.beacon([run(2n ** 53n, 0n, 1)]),
    reason: 'a number of 2^53 or more',
  },
  {
    name: 'a frame twice',
    beacon: reference.beacon([run(0x0004_0001n, 3n, 2), run(0x0004_0001n, 4n, 1)]),
    reason: 'runs out of order',
  },
  {
    name: 'KIDs out of order',
    beacon: reference.beacon([run(0x0004_0002n, 3n, 1), run(0x0004_0001n, 3n, 1)]),
    reason: 'runs out of order',
  },
];

export const callMessage: Layout = {
  vectors: [
    { name: 'here', in: { kind: 1 }, out: { message: Buffer.of(1) } },
    ...['Ada Lovelace', 'Ωμέγα'].map((words) => ({
      name: `a name: ${words}`,
      in: { kind: 2, displayName: text(words) },
      out: { message: join(Buffer.of(2), text(words)) },
    })),
    ...beaconCases.map(({ name, frames, bytes }) => ({
      name: `a beacon: ${name}`,
      in: { kind: 3, frames },
      out: { message: join(Buffer.of(3), bytes) },
    })),
  ],
  refused: [
    { name: 'nothing', message: zeros(0), reason: 'no such kind' },
    { name: 'kind 0', message: Buffer.of(0), reason: 'no such kind' },
    { name: 'kind 4', message: Buffer.of(4), reason: 'no such kind' },
    { name: 'a byte behind here', message: Buffer.of(1, 0), reason: 'another length' },
    { name: 'an empty name', message: Buffer.of(2), reason: 'no display name' },
    { name: 'a name that turns text around', message: text('\x02a\u202eb'), reason: 'no display name' },
    { name: 'a name that is no UTF-8', message: Buffer.of(2, 0x41, 0xff), reason: 'no UTF-8' },
    ...refusedBeacons.map(({ name, beacon, reason }) => ({
      name: `a beacon: ${name}`,
      message: join(Buffer.of(3), beacon),
      reason,
    })),
  ].map(({ name, message, reason }) => ({ name, in: { message }, reason })),
};

export const verificationCode: Layout = {
  vectors: [
    { name: 'zeros', epochAuthenticator: zeros(32) },
    { name: 'counting bytes', epochAuthenticator: counting(32) },
    { name: 'a code that begins with 0', epochAuthenticator: counting(32, 8) },
  ].map(({ name, epochAuthenticator }) => ({
    name,
    in: { epochAuthenticator },
    out: { code: reference.verificationCode(epochAuthenticator) },
  })),
  refused: [],
};
