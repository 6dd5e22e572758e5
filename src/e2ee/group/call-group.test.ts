import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../bytes.ts';
import { CallGroup } from './call-group.ts';
import { createInvitationSecret, openInvitation } from './invitation.ts';
import { prepareJoin } from './join-request.ts';
import { apply, groupOf, invite, joined, personCalled, roomId } from './testing/people.ts';

const invitation = await invite();
const refusedAs = (code: string) => expect.objectContaining({ name: 'Refusal', code });
type Three = [CallGroup, CallGroup, CallGroup];

describe('CallGroup', () => {
  it('has the same members, keys and authenticator for everybody', async () => {
    const groups = await groupOf(invitation, 'Ada', 'Bea', 'Cy');
    for (const group of groups) {
      expect(group.members.map(({ leaf, displayName }) => [leaf, displayName])).toEqual([
        [0, 'Ada'],
        [1, 'Bea'],
        [2, 'Cy'],
      ]);
      expect(group.epoch).toBe(2);
      expect(group.epochAuthenticator).toEqual(groups[0]?.epochAuthenticator);
      expect(await group.mediaBaseKey()).toEqual(await groups[0]?.mediaBaseKey());
    }
    expect(groups.map(({ leaf }) => leaf)).toEqual([0, 1, 2]);
  });

  it('tells who was added and removed by whom, also where one takes the leaf of the other', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const dan = await prepareJoin(await personCalled('Dan'), invitation);
    const { commit } = await bea.commitChanges({ add: [dan.request], remove: [2] });
    expect(await cy.process(commit)).toEqual({ kind: 'removed', committer: 1 });
    const processed = await ada.process(commit);
    expect(processed).toMatchObject({
      kind: 'epoch',
      change: {
        committer: 1,
        added: [{ leaf: 2, displayName: 'Dan' }],
        removed: [{ leaf: 2, displayName: 'Cy' }],
        renewed: false,
      },
    });
  });

  it('lets a device that comes back take the place of what it was, in one commit', async () => {
    const ada = await CallGroup.create(await personCalled('Ada'), invitation);
    const device = await personCalled('Bea');
    const first = await prepareJoin(device, invitation);
    const one = await ada.commitChanges({ add: [first.request] });
    const again = await prepareJoin(device, invitation);
    const inBoth = await apply(one.group, one.commit);
    await expect(inBoth.commitChanges({ add: [again.request] })).rejects.toEqual(
      refusedAs('duplicate-device'),
    );
    const two = await inBoth.commitChanges({ add: [again.request], remove: [1] });
    const bea = await joined(again, two.welcome);
    expect(bea.epochAuthenticator).toEqual((await apply(two.group, two.commit)).epochAuthenticator);
  });

  it('renews keys in a commit without changes', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const { group, commit } = await bea.commitChanges({});
    const next = await Promise.all([ada, group, cy].map((one) => apply(one, commit)));
    expect(next[0]?.epochAuthenticator).not.toEqual(ada.epochAuthenticator);
    expect(new Set(next.map((one) => String(one.epochAuthenticator))).size).toBe(1);
  });

  it('drops its own commit when another one was first, and makes one commit an epoch', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const mine = await ada.commitChanges({});
    await expect(mine.group.commitChanges({})).rejects.toEqual(refusedAs('commit-pending'));
    const theirs = await bea.commitChanges({});
    const rebased = await apply(mine.group, theirs.commit);
    expect(rebased.pendingCommit).toBeUndefined();
    expect(rebased.epochAuthenticator).toEqual((await apply(cy, theirs.commit)).epochAuthenticator);
    await expect(rebased.process(mine.commit)).rejects.toEqual(refusedAs('past-epoch'));
  });

  it('carries messages of members, signed by who sent them', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const { message } = await bea.seal(utf8('hello'));
    for (const one of [ada, cy]) {
      const opened = await one.open(message);
      expect(opened.sender).toMatchObject({ leaf: 1, displayName: 'Bea' });
      expect(new TextDecoder().decode(opened.content)).toBe('hello');
    }
  });

  it('pads messages to powers of two, so that similar ones have one size', async () => {
    const [, bea] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    const sizes = await Promise.all(
      [0, 1, 100, 300].map(async (length) => (await bea.seal(new Uint8Array(length))).message.length),
    );
    expect(new Set(sizes.slice(0, 3)).size).toBe(1);
    expect(sizes[3]).toBeGreaterThan(sizes[2] ?? 0);
  });

  it('renews the invitation for every member at once; the former one lets nobody in', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const secret = createInvitationSecret();
    const { group, commit } = await ada.commitChanges({ renewal: secret });
    const next = (await Promise.all([group, bea, cy].map((one) => apply(one, commit)))) as Three;
    expect(next.map((one) => one.invitation.secret)).toEqual([secret, secret, secret]);
    const late = await prepareJoin(await personCalled('Eve'), invitation);
    await expect(next[1].commitChanges({ add: [late.request] })).rejects.toEqual(refusedAs('wrong-join-mac'));
    const dan = await prepareJoin(await personCalled('Dan'), await openInvitation(secret, roomId));
    const added = await next[1].commitChanges({ add: [dan.request] });
    expect((await joined(dan, added.welcome)).members).toHaveLength(4);
    expect((await apply(next[0], added.commit)).members).toHaveLength(4);
  });

  it('does not renew the invitation while it removes somebody, who would read the new one', async () => {
    const [ada] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    await expect(ada.commitChanges({ renewal: createInvitationSecret(), remove: [1] })).rejects.toEqual(
      refusedAs('mixed-renewal'),
    );
  });
});

describe('messages and commits out of order', () => {
  it('are opened once, in any order, also across an epoch', async () => {
    const [ada, bea] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    const one = await bea.seal(utf8('one'));
    const two = await one.group.seal(utf8('two'));
    const second = await ada.open(two.message);
    const mine = await second.group.commitChanges({});
    const first = await mine.group.open(one.message);
    await expect(first.group.open(one.message)).rejects.toEqual(refusedAs('unreadable'));
    const next = await apply(first.group, mine.commit);
    await expect(next.open(one.message)).rejects.toEqual(refusedAs('unreadable'));
    const three = await two.group.seal(utf8('three'));
    const third = await next.open(three.message);
    expect(third.epoch).toBe(1);
    await expect(third.group.open(three.message)).rejects.toEqual(refusedAs('unreadable'));
    await expect(next.withoutFormerEpochs().open(three.message)).rejects.toEqual(refusedAs('past-epoch'));
  });

  it('are refused without harm: a commit twice, or before the one that it follows', async () => {
    const [ada, bea] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    const one = await ada.commitChanges({});
    const two = await (await apply(one.group, one.commit)).commitChanges({});
    await expect(bea.process(two.commit)).rejects.toEqual(refusedAs('future-epoch'));
    const next = await apply(bea, one.commit);
    await expect(next.process(one.commit)).rejects.toEqual(refusedAs('past-epoch'));
    expect((await apply(next, two.commit)).epoch).toBe(3);
  });

  it('are refused once their author was removed', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const { message } = await cy.seal(utf8('late'));
    const { commit } = await ada.commitChanges({ remove: [2] });
    await expect((await apply(bea, commit)).open(message)).rejects.toEqual(refusedAs('former-member'));
  });

  it('are refused with any byte changed', async () => {
    const [ada, bea] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    const { commit } = await ada.commitChanges({});
    for (const at of [0, 5, 40, 60, 70, 400, commit.length - 1]) {
      const forged = commit.slice();
      forged[at] = (forged[at] ?? 0) ^ 1;
      await expect(bea.process(forged)).rejects.toMatchObject({ name: 'Refusal' });
    }
    expect((await apply(bea, commit)).epoch).toBe(2);
  });
});

describe('secrecy', () => {
  it('lets a removed member derive nothing of the next epoch', async () => {
    const [ada, bea, cy] = (await groupOf(invitation, 'Ada', 'Bea', 'Cy')) as Three;
    const { commit } = await ada.commitChanges({ remove: [2] });
    expect(await cy.process(commit)).toEqual({ kind: 'removed', committer: 0 });
    const next = await apply(bea, commit);
    const { message } = await next.seal(utf8('without you'));
    await expect(cy.open(message)).rejects.toEqual(refusedAs('future-epoch'));
    // Nor with what it has of the group, taking itself for a member still.
    expect(await cy.mediaBaseKey()).not.toEqual(await next.mediaBaseKey());
    const following = await next.commitChanges({});
    await expect(cy.process(following.commit)).rejects.toEqual(refusedAs('future-epoch'));
  });

  it('lets a newcomer derive nothing of earlier epochs', async () => {
    const [ada, bea] = (await groupOf(invitation, 'Ada', 'Bea')) as Three;
    const { message } = await bea.seal(utf8('before you'));
    const dan = await prepareJoin(await personCalled('Dan'), invitation);
    const { commit, welcome } = await ada.commitChanges({ add: [dan.request] });
    const late = await joined(dan, welcome);
    await expect(late.open(message)).rejects.toEqual(refusedAs('past-epoch'));
    await expect(late.process(commit)).rejects.toEqual(refusedAs('past-epoch'));
    expect(await late.mediaBaseKey()).not.toEqual(await ada.mediaBaseKey());
  });
});
