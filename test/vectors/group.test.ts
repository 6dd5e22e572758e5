import { describe, expect, it } from '@jest/globals';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { concat } from '../../src/e2ee/bytes.ts';
import { type CallMessage, encodeCallMessage, parseCallMessage } from '../../src/e2ee/group/call-message.ts';
import { suiteOf } from '../../src/e2ee/group/ciphersuite.ts';
import { openCommitData, sealCommitData } from '../../src/e2ee/group/commit-data.ts';
import { createGroupId, isGroupId } from '../../src/e2ee/group/group-id.ts';
import {
  encodeInvitationSecret,
  isJoinMac,
  joinMac,
  openInvitation,
  parseInvitationSecret,
} from '../../src/e2ee/group/invitation.ts';
import { prepareJoin } from '../../src/e2ee/group/join-request.ts';
import { memberCredential, readCredential } from '../../src/e2ee/group/member-credential.ts';
import { parsePrivateMessage } from '../../src/e2ee/group/mls-message.ts';
import {
  openJoinRequest,
  openName,
  sealJoinRequest,
  sealName,
} from '../../src/e2ee/group/sealed-metadata.ts';
import { groupOf, invite, personCalled } from '../../src/e2ee/group/testing/people.ts';
import { verificationCode } from '../../src/e2ee/group/verification-code.ts';
import { readVectors, toHex } from './vector-file.ts';

const vectors = readVectors();
const noMac = new Uint8Array();

describe('an invitation', () => {
  it.each(vectors.invitation.vectors)('derives the vector: $name', async ({ in: input, out }) => {
    const invitation = await openInvitation(input.secret, input.roomId);
    expect(toHex(invitation.psk)).toBe(toHex(out.psk));
    expect(toHex(invitation.pskId)).toBe(toHex(out.pskId));
    expect(toHex(await joinMac(invitation, input.keyPackage))).toBe(toHex(out.joinMac));
    expect(await isJoinMac(invitation, input.keyPackage, out.joinMac)).toBe(true);
    expect(encodeInvitationSecret(input.secret)).toBe(out.fragment);
    expect(parseInvitationSecret(out.fragment)).toEqual(input.secret);
  });

  it.each(vectors.invitation.vectors)(
    'has the metadata key of the vector: $name',
    async ({ in: input, out }) => {
      const { metadataKey } = await openInvitation(input.secret, input.roomId);
      const iv = new Uint8Array(12);
      const key = await crypto.subtle.importKey('raw', out.metadataKey, 'AES-GCM', false, ['encrypt']);
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, input.secret);
      const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, metadataKey, sealed);
      expect(new Uint8Array(opened)).toEqual(input.secret);
    },
  );

  it.each(vectors.invitation.refused)('is not read from a fragment: $name, $reason', ({ in: input }) => {
    expect(parseInvitationSecret(input.fragment)).toBeUndefined();
  });
});

describe('a sealed name', () => {
  it.each(vectors.sealedName.vectors)('opens: $name', async ({ in: input, out }) => {
    const invitation = await openInvitation(input.secret, input.roomId);
    expect(await openName(invitation, out.sealed)).toBe(input.displayName);
    expect(toHex(out.sealed.subarray(0, 12))).toBe(toHex(input.nonce));
    const again = await sealName(invitation, input.displayName);
    expect(again.length).toBe(out.sealed.length);
    expect(toHex(await gcmOpen(invitation.metadataKey, again, out.associatedData))).toBe(toHex(out.block));
  });

  it.each(vectors.sealedName.refused)('is refused: $name, $reason', async ({ in: input }) => {
    const invitation = await openInvitation(input.secret, input.roomId);
    expect(await openName(invitation, input.sealed)).toBeUndefined();
  });
});

describe('a sealed key package', () => {
  it.each(vectors.sealedKeyPackage.vectors)('opens: $name', async ({ in: input, out }) => {
    const invitation = await openInvitation(input.secret, input.roomId);
    const request = { keyPackage: input.keyPackage, mac: noMac };
    expect(await openJoinRequest(invitation, { keyPackage: out.sealed, mac: noMac })).toEqual(request);
    const again = await sealJoinRequest(invitation, request);
    const opened = await gcmOpen(invitation.metadataKey, again.keyPackage, out.associatedData);
    expect(toHex(opened)).toBe(toHex(input.keyPackage));
  });

  it.each(vectors.sealedKeyPackage.refused)('is refused: $name, $reason', async ({ in: input }) => {
    const invitation = await openInvitation(input.secret, input.roomId);
    expect(await openJoinRequest(invitation, { keyPackage: input.sealed, mac: noMac })).toBeUndefined();
  });
});

describe('a credential', () => {
  it.each(vectors.credential.vectors)('is the vector: $name', ({ in: input, out }) => {
    const credential = memberCredential(input);
    expect(credential).toEqual({ credentialType: 'basic', identity: out.identity });
    expect(readCredential(credential)).toEqual(input);
  });

  it.each(vectors.credential.refused)('is refused: $name, $reason', ({ in: { identity } }) => {
    expect(readCredential({ credentialType: 'basic', identity })).toBeUndefined();
  });
});

describe("a group's id", () => {
  it.each(vectors.groupId.vectors)('is recognised: $name', ({ in: { random }, out }) => {
    expect(isGroupId(out.groupId)).toBe(true);
    const label = createGroupId().subarray(0, -16);
    expect(toHex(concat(label, random))).toBe(toHex(out.groupId));
  });

  it.each(vectors.groupId.refused)('is refused: $name, $reason', ({ in: { groupId } }) => {
    expect(isGroupId(groupId)).toBe(false);
  });
});

describe('the exporter', () => {
  const none = new Uint8Array();
  const [media, commit] = vectors.exporter.vectors.map((vector) => vector.in.label);

  it.each(vectors.exporter.vectors)('gives the key of the vector: $name', async ({ in: input, out }) => {
    const suite = await suiteOf(() => Promise.reject(new Error('Nothing is signed.')));
    const key = await mlsExporter(input.exporterSecret, input.label, none, 16, suite);
    expect(toHex(key)).toBe(toHex(out.key));
  });

  it('is used with these labels', async () => {
    const invitation = await invite();
    const [group] = await groupOf(invitation, 'Ada');
    if (!group || !media || !commit) throw new Error('There is no group, or no label.');
    expect(await group.export(media, none, 16)).toEqual(await group.mediaBaseKey());

    const { request } = await prepareJoin(await personCalled('Bea'), invitation);
    const made = await group.commitChanges({ add: [request] });
    const { authenticatedData } = parsePrivateMessage(made.commit);
    const data = await openCommitData(await group.export(commit, none, 16), authenticatedData);
    expect(data).toEqual({ joinMacs: [request.mac], renewal: undefined });
  });
});

describe("a commit's data", () => {
  it.each(vectors.commitData.vectors)('opens: $name', async ({ in: input, out }) => {
    const data = {
      joinMacs: input.joinMacs,
      renewal: input.renewal.length > 0 ? input.renewal : undefined,
    };
    expect(await openCommitData(input.key, out.sealed)).toEqual(data);
    const key = await crypto.subtle.importKey('raw', input.key, 'AES-GCM', false, ['decrypt']);
    expect(toHex(await gcmOpen(key, await sealCommitData(input.key, data)))).toBe(toHex(out.block));
  });

  it.each(vectors.commitData.refused)('is refused: $name, $reason', async ({ in: input }) => {
    expect(await openCommitData(input.key, input.sealed)).toBeUndefined();
  });
});

describe('a message to the call', () => {
  it.each(vectors.callMessage.vectors)('is the vector: $name', ({ in: input, out }) => {
    const message = callMessage(input);
    expect(toHex(encodeCallMessage(message))).toBe(toHex(out.message));
    expect(parseCallMessage(out.message)).toEqual(message);
  });

  it('has the frames of a beacon in order, however they were given', () => {
    for (const { in: input, out } of vectors.callMessage.vectors) {
      if (input.frames === undefined) continue;
      const message: CallMessage = { kind: 'beacon', frames: input.frames.toReversed() };
      expect(toHex(encodeCallMessage(message))).toBe(toHex(out.message));
    }
  });

  it.each(vectors.callMessage.refused)('is refused: $name, $reason', ({ in: { message } }) => {
    expect(parseCallMessage(message)).toBeUndefined();
  });
});

describe('the verification code', () => {
  it.each(vectors.verificationCode.vectors)('is the vector: $name', async ({ in: input, out }) => {
    expect(await verificationCode(input.epochAuthenticator)).toBe(out.code);
  });
});

type CallMessageVector = (typeof vectors.callMessage.vectors)[number]['in'];

function callMessage({ kind, displayName, frames }: CallMessageVector): CallMessage {
  if (kind === 1) return { kind: 'here' };
  if (kind === 2 && displayName !== undefined) return { kind: 'name', displayName };
  if (kind === 3 && frames !== undefined) return { kind: 'beacon', frames };
  throw new RangeError(`No such kind: ${kind}`);
}

/** Opens nonce, ciphertext and tag without what the product knows of them. */
async function gcmOpen(
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer> = new Uint8Array(),
): Promise<Uint8Array> {
  const iv = sealed.subarray(0, 12);
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed.subarray(12)),
  );
}
