import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../bytes.ts';
import { CallMembership } from './call-membership.ts';
import { createInvitationSecret } from './invitation.ts';
import { prepareJoin } from './join-request.ts';
import type { MembershipInput, MembershipOutput } from './membership-io.ts';
import { invite, personCalled } from './testing/people.ts';

const invitation = await invite();
const start = 1_000_000;

type Kind = MembershipOutput['kind'];
type OutputOf<K extends Kind> = Extract<MembershipOutput, { kind: K }>;

function only<K extends Kind>(kind: K, outputs: readonly MembershipOutput[]): OutputOf<K> {
  const found = outputs.filter((output): output is OutputOf<K> => output.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as OutputOf<K>;
}

const kinds = (outputs: readonly MembershipOutput[]) => outputs.map(({ kind }) => kind);

/** Somebody who is alone in the call. */
async function alone(name: string): Promise<CallMembership> {
  const membership = await CallMembership.enter(await personCalled(name), invitation);
  await membership.handle({ kind: 'first' }, start);
  await membership.handle({ kind: 'created' }, start);
  return membership;
}

/** A call as each of its members has it, all in one epoch that began at `start`. */
async function callOf(...names: readonly [string, ...string[]]): Promise<CallMembership[]> {
  const [first, ...others] = names;
  const all = [await alone(first)];
  for (const name of others) {
    const joiner = await CallMembership.enter(await personCalled(name), invitation);
    const { request } = only('send-join', await joiner.handle({ kind: 'tick' }, start));
    const [committer] = all as [CallMembership];
    const sent = only('send-commit', await committer.handle({ kind: 'join-request', request }, start));
    for (const member of all) await member.handle({ kind: 'commit', commit: sent.commit }, start);
    await joiner.handle({ kind: 'welcome', welcome: sent.welcome ?? new Uint8Array() }, start);
    all.push(joiner);
  }
  return all;
}

describe('CallMembership', () => {
  it('asks for entry until it is answered', async () => {
    const membership = await CallMembership.enter(await personCalled('Ada'), invitation);
    const first = await membership.handle({ kind: 'tick' }, start);
    expect(only('wake', first).at).toBe(start + 1_000);
    expect(kinds(await membership.handle({ kind: 'tick' }, start + 999))).toEqual(['wake']);
    const again = await membership.handle({ kind: 'tick' }, start + 1_000);
    expect(only('send-join', again).request).toEqual(only('send-join', first).request);
  });

  it('asks with another key package where no answer comes, and still takes the answer to the first', async () => {
    const [ada] = (await callOf('Ada')) as [CallMembership];
    const bea = await CallMembership.enter(await personCalled('Bea'), invitation);
    const first = only('send-join', await bea.handle({ kind: 'tick' }, start)).request;
    await bea.handle({ kind: 'tick' }, start + 9_999);
    const second = only('send-join', await bea.handle({ kind: 'tick' }, start + 10_000)).request;
    expect(second.keyPackage).not.toEqual(first.keyPackage);
    const sent = only('send-commit', await ada.handle({ kind: 'join-request', request: first }, start));
    await ada.handle({ kind: 'commit', commit: sent.commit }, start);
    // The answer was lost: what was used once is not taken again, what is new is.
    expect(kinds(await ada.handle({ kind: 'join-request', request: first }, start + 1_000))).toEqual([
      'wake',
    ]);
    const again = only(
      'send-commit',
      await ada.handle({ kind: 'join-request', request: second }, start + 10_000),
    );
    expect([again.joiners, again.removed]).toEqual([sent.joiners, sent.joiners]);
    const welcome = sent.welcome ?? new Uint8Array();
    expect(kinds(await bea.handle({ kind: 'welcome', welcome }, start + 10_100))).toContain('epoch');
  });

  it('creates the group where there is none, and joins where another one was first', async () => {
    const membership = await CallMembership.enter(await personCalled('Ada'), invitation);
    expect(kinds(await membership.handle({ kind: 'first' }, start))).toContain('send-create');
    expect(kinds(await membership.handle({ kind: 'exists' }, start))).toContain('send-join');
    await membership.handle({ kind: 'first' }, start);
    expect(kinds(await membership.handle({ kind: 'created' }, start))).toContain('epoch');
    expect(membership.group?.members).toHaveLength(1);
  });

  it('lets the lowest live leaf commit, and the next one after 500 ms', async () => {
    const [ada, bea] = await callOf('Ada', 'Bea');
    const { request } = await prepareJoin(await personCalled('Cy'), invitation);
    const seen = await bea?.handle({ kind: 'join-request', request }, start);
    expect(kinds(seen ?? [])).toEqual(['wake']);
    expect(kinds((await bea?.handle({ kind: 'tick' }, start + 499)) ?? [])).toEqual(['wake']);
    expect(kinds((await bea?.handle({ kind: 'tick' }, start + 500)) ?? [])).toContain('send-commit');
    expect(kinds((await ada?.handle({ kind: 'join-request', request }, start)) ?? [])).toContain(
      'send-commit',
    );
  });

  it('gathers those who leave for 200 ms, and sends one commit until it counts', async () => {
    const [ada, bea, cy] = (await callOf('Ada', 'Bea', 'Cy')) as [
      CallMembership,
      CallMembership,
      CallMembership,
    ];
    const [, two, three] = ada.group?.members ?? [];
    const gone = (peerId = ''): MembershipInput => ({ kind: 'gone', peerId });
    await ada.handle(gone(two?.peerId), start + 10_000);
    await ada.handle(gone(three?.peerId), start + 10_150);
    const sent = only('send-commit', await ada.handle({ kind: 'tick' }, start + 10_200));
    const again = only('send-commit', await ada.handle({ kind: 'tick' }, start + 11_200));
    expect(again.commit).toBe(sent.commit);
    const epoch = only('epoch', await ada.handle({ kind: 'commit', commit: sent.commit }, start + 11_300));
    expect(epoch.change?.removed).toHaveLength(2);
    expect(kinds(await bea.handle({ kind: 'commit', commit: sent.commit }, start))).toEqual(['removed']);
    expect(kinds(await cy.handle({ kind: 'tick' }, start))).toEqual(['wake']);
  });

  it('commits the removal that its own moderator asked for without waiting for its turn', async () => {
    const [, bea] = (await callOf('Ada', 'Bea', 'Cy')) as [CallMembership, CallMembership, CallMembership];
    const [, , cy] = bea.group?.members ?? [];
    const peerId = cy?.peerId ?? '';
    expect(kinds(await bea.handle({ kind: 'gone', peerId }, start + 9_000))).toEqual(['wake']);
    const sent = only('send-commit', await bea.handle({ kind: 'expel', peerId }, start + 9_001));
    expect(sent.removed).toEqual([peerId]);
  });

  it('lets a participant in with another device only once the first one is gone', async () => {
    const [ada, bea] = (await callOf('Ada', 'Bea')) as [CallMembership, CallMembership];
    const peerId = bea.group?.members[1]?.peerId ?? '';
    const { request } = await prepareJoin(await personCalled('Bea', peerId), invitation);
    const asked = await ada.handle({ kind: 'join-request', request }, start + 9_000);
    expect(kinds(asked)).not.toContain('send-commit');
    expect(kinds(asked)).not.toContain('turned-away');
    await ada.handle({ kind: 'gone', peerId }, start + 9_000);
    // Its request was taken back with it: it asks again.
    const asksAgain: MembershipInput = { kind: 'join-request', request };
    const sent = only('send-commit', await ada.handle(asksAgain, start + 9_100));
    expect([sent.joiners, sent.removed]).toEqual([[peerId], [peerId]]);
  });

  it('asks for the commits that it misses, and keeps messages until they are there', async () => {
    const [ada, bea] = (await callOf('Ada', 'Bea')) as [CallMembership, CallMembership];
    const update = only('send-commit', await ada.handle({ kind: 'tick' }, start + 600_000));
    await ada.handle({ kind: 'commit', commit: update.commit }, start + 600_000);
    const said = only(
      'send-message',
      await ada.handle({ kind: 'say', content: utf8('hi') }, start + 600_000),
    );
    const early = await bea.handle({ kind: 'message', message: said.message }, start);
    expect(only('send-fetch', early).epoch).toBe(update.epoch);
    expect(kinds(await bea.handle({ kind: 'head', epoch: update.epoch + 1 }, start))).toContain('send-fetch');
    const caughtUp = await bea.handle({ kind: 'commit', commit: update.commit }, start);
    expect(only('message', caughtUp).sender.displayName).toBe('Ada');
  });

  it('comes in anew when it is too far behind, in the place of what it was', async () => {
    const [ada, bea] = (await callOf('Ada', 'Bea')) as [CallMembership, CallMembership];
    const { request } = only('send-join', await bea.handle({ kind: 'too-far-behind' }, start));
    const sent = only('send-commit', await ada.handle({ kind: 'join-request', request }, start));
    await ada.handle({ kind: 'commit', commit: sent.commit }, start);
    await bea.handle({ kind: 'welcome', welcome: sent.welcome ?? new Uint8Array() }, start);
    expect(bea.group?.epochAuthenticator).toEqual(ada.group?.epochAuthenticator);
    expect(ada.group?.members).toHaveLength(2);
    // The server sends the same request once more.
    expect(kinds(await ada.handle({ kind: 'join-request', request }, start))).toEqual(['wake']);
  });

  it('turns away who has another invitation, without a commit', async () => {
    const ada = await alone('Ada');
    const stranger = await prepareJoin(await personCalled('Eve'), await invite());
    const refused = await ada.handle({ kind: 'join-request', request: stranger.request }, start);
    expect(only('turned-away', refused).reason).toBe('wrong-join-mac');
    expect(kinds(refused)).not.toContain('send-commit');
    const { request } = await prepareJoin(await personCalled('Bea'), invitation);
    const sent = only('send-commit', await ada.handle({ kind: 'join-request', request }, start));
    expect(sent.joiners).toHaveLength(1);
  });

  it('renews the invitation at once', async () => {
    const [ada, bea] = (await callOf('Ada', 'Bea')) as [CallMembership, CallMembership];
    const secret = createInvitationSecret();
    const sent = only('send-commit', await bea.handle({ kind: 'renew', secret }, start));
    for (const one of [ada, bea]) await one.handle({ kind: 'commit', commit: sent.commit }, start);
    expect(ada.group?.invitation.secret).toEqual(secret);
    expect(kinds(await bea.handle({ kind: 'tick' }, start + 1))).toEqual(['wake']);
  });

  it('raises an alarm at a commit that no member made', async () => {
    const [ada, bea] = (await callOf('Ada', 'Bea')) as [CallMembership, CallMembership];
    const { commit } = only('send-commit', await ada.handle({ kind: 'tick' }, start + 600_000));
    const forged = commit.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(only('alarm', await bea.handle({ kind: 'commit', commit: forged }, start)).reason).toBe(
      'unreadable',
    );
    expect(kinds(await bea.handle({ kind: 'commit', commit }, start))).toContain('epoch');
  });
});
