import { fromBase64Url, toBase64Url } from '../../e2ee/bytes.ts';
import type { CallGroup, EpochChange } from '../../e2ee/group/call-group.ts';
import type { CallMembership } from '../../e2ee/group/call-membership.ts';
import { type CallMessage, encodeCallMessage, parseCallMessage } from '../../e2ee/group/call-message.ts';
import { type JoinRequest, peerIdOf } from '../../e2ee/group/join-request.ts';
import type { Member } from '../../e2ee/group/member.ts';
import type { MembershipInput, MembershipOutput } from '../../e2ee/group/membership-io.ts';
import { openJoinRequest, sealJoinRequest } from '../../e2ee/group/sealed-metadata.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { AcceptedCommit, Admission } from '../../protocol/group.ts';
import type { NotificationData } from '../../protocol/server-messages.ts';
import type { RoomRequest } from '../connection/room-connection.ts';

/** What the group tells the call. Each comes in the order in which it happened. */
export interface GroupHost {
  /** New keys; without a change this device has just come in. */
  epoch(group: CallGroup, change: EpochChange | undefined): Promise<void>;
  /** @param isPresent Whether it was said in the keys of the present epoch. */
  message(sender: Member, message: CallMessage, isPresent: boolean): void;
  /** Something was refused that no honest server and no member who keeps the rules sends. */
  alarm(reason: string): void;
  /** The room goes on with another group than ours: only a new session helps. */
  lost(): void;
  /** Something that the group survives: for logs. */
  problem(error: Error): void;
}

export interface GroupSessionOptions {
  /** A device at the door: at the start, and again after others have put it out. */
  readonly enter: () => Promise<CallMembership>;
  readonly request: RoomRequest;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
  readonly host: GroupHost;
}

/**
 * Carries what a member of the group decides to the room, and what the room says to the member: for one session.
 *
 * Invariant: one input at a time, in the order of the room's messages. What is sent is not waited for: its answer is an
 * input of its own.
 */
export class GroupSession {
  readonly #options: GroupSessionOptions;
  /** Who is in the room, as the room says. */
  #present: ReadonlySet<string> = new Set();
  #membership: CallMembership | undefined;
  #queue: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #groupId: string | undefined;
  #isClosed = false;

  constructor(options: GroupSessionOptions) {
    this.#options = options;
  }

  /** Begins to ask for entry. @param peerIds Of everyone in the room. */
  begin(peerIds: Iterable<string>): void {
    this.#present = new Set(peerIds);
    this.#enqueue(() => this.#enter());
  }

  /** After a cut: catches up with what happened meanwhile. */
  sync(peerIds: Iterable<string>): void {
    this.#present = new Set(peerIds);
    this.#enqueue(async () => {
      await this.#take(...this.#absent(), { kind: 'tick' });
    });
    this.#catchUp();
  }

  peerJoined(peerId: string): void {
    this.#present = new Set([...this.#present, peerId]);
  }

  peerLeft(peerId: string): void {
    this.#present = new Set([...this.#present].filter((id) => id !== peerId));
    this.#input({ kind: 'gone', peerId });
  }

  /** A moderator, this person, has had somebody removed. */
  expel(peerId: string): void {
    this.#input({ kind: 'expel', peerId });
  }

  /**
   * Says something to every member. What is said in turn arrives in turn.
   *
   * @returns Resolves when the room has passed it on; rejects with the room's `ProtocolError`, `not-joined` outside of
   *   the group. Stays open for good where the session is closed before.
   */
  say(message: CallMessage): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#enqueue(async () => {
      const outputs = await this.#decide({ kind: 'say', content: encodeCallMessage(message) }).catch(
        (error: unknown) => {
          reject(error);
          throw error;
        },
      );
      const sealed = outputs.find((output) => output.kind === 'send-message');
      if (sealed === undefined) reject(new ProtocolError('not-joined'));
      else this.#relay(sealed.message).then(resolve, reject);
      for (const output of outputs) if (output !== sealed) await this.#act(output);
    });
    return promise;
  }

  /** Commits a new invitation; the epoch that comes of it has it. @param secret 32 bytes. */
  renew(secret: Uint8Array<ArrayBuffer>): void {
    this.#input({ kind: 'renew', secret });
  }

  admissionRequested(admission: Admission): void {
    this.#enqueue(async () => this.#take(...(await this.#joinRequestsOf([admission]))));
  }

  admissionWithdrawn({ peerId }: NotificationData<'admissionWithdrawn'>): void {
    this.#input({ kind: 'join-withdrawn', peerId });
  }

  committed(accepted: AcceptedCommit): void {
    this.#enqueue(() => this.#takeCommits([accepted]));
  }

  welcomed({ welcome }: NotificationData<'groupWelcome'>): void {
    const bytes = fromBase64Url(welcome);
    if (bytes === undefined) this.#options.host.alarm('malformed');
    else this.#input({ kind: 'welcome', welcome: bytes });
  }

  received({ groupId, message }: NotificationData<'groupMessage'>): void {
    const bytes = fromBase64Url(message);
    if (bytes === undefined) this.#options.host.alarm('malformed');
    else if (this.#groupId === undefined || groupId === this.#groupId) {
      this.#input({ kind: 'message', message: bytes });
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #input(...inputs: MembershipInput[]): void {
    this.#enqueue(() => this.#take(...inputs));
  }

  #enqueue(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#isClosed) return;
      try {
        await step();
      } catch (error) {
        this.#options.host.problem(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  async #enter(): Promise<void> {
    this.#membership = await this.#options.enter();
    await this.#take({ kind: 'tick' });
  }

  async #take(...inputs: MembershipInput[]): Promise<void> {
    for (const input of inputs) for (const output of await this.#decide(input)) await this.#act(output);
  }

  async #decide(input: MembershipInput): Promise<readonly MembershipOutput[]> {
    return (await this.#membership?.handle(input, this.#options.now())) ?? [];
  }

  async #act(output: MembershipOutput): Promise<void> {
    const { host } = this.#options;
    if (this.#isClosed) return;
    switch (output.kind) {
      case 'send-message':
        // Comes of what is said, and of nothing else.
        return;
      case 'send-create':
        this.#send(() => this.#create(toBase64Url(output.groupId)));
        return;
      case 'send-join':
        this.#send(() => this.#askForEntry(output.request));
        return;
      case 'send-commit':
        this.#send(() => this.#commit(output, output.joiners));
        return;
      case 'send-fetch':
        this.#catchUp();
        return;
      case 'epoch':
        this.#groupId = toBase64Url(output.group.id);
        await host.epoch(output.group, output.change);
        // Who left before this device came in, or while a commit was on its way, has been reported to nobody here.
        this.#input(...this.#absent());
        if (output.change === undefined) this.#catchUp();
        return;
      case 'message': {
        const message = parseCallMessage(output.content);
        if (message === undefined) host.problem(new Error('A member said what is not known here.'));
        else host.message(output.sender, message, output.epoch === this.#membership?.group?.epoch);
        return;
      }
      case 'removed':
        // Whoever the room removed has no session to go on with; anybody else was put out by mistake.
        this.#enqueue(() => this.#enter());
        return;
      case 'turned-away':
        host.problem(new Error(`Somebody was not let in: ${output.reason}.`));
        return;
      case 'alarm':
        host.alarm(output.reason);
        return;
      case 'wake':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(
          () => this.#input({ kind: 'tick' }),
          Math.max(0, output.at - this.#options.now()),
        );
        return;
    }
  }

  /** Members whom the room no longer has. */
  #absent(): MembershipInput[] {
    const group = this.#membership?.group;
    return (group?.members ?? [])
      .filter(({ leaf, peerId }) => leaf !== group?.leaf && !this.#present.has(peerId))
      .map(({ peerId }) => ({ kind: 'gone', peerId }));
  }

  /** Sends in the background. What fails with the connection is sent again by the next tick. */
  #send(step: () => Promise<void>): void {
    step().catch((error: unknown) => {
      if (this.#isClosed || (error instanceof ProtocolError && error.code === 'unreachable')) return;
      this.#options.host.problem(error instanceof Error ? error : new Error(String(error)));
    });
  }

  async #create(groupId: string): Promise<void> {
    const { request } = this.#options;
    try {
      const { admissions } = await request('createGroup', { groupId });
      this.#enqueue(async () => {
        await this.#take({ kind: 'created' }, ...(await this.#joinRequestsOf(admissions)));
      });
    } catch (error) {
      if (!isConflict(error)) throw error;
      // It may be ours: the answer that said so can have been lost with a connection.
      const { group } = await request('getGroupState', {});
      this.#input({ kind: group?.groupId === groupId ? 'created' : 'exists' });
    }
  }

  async #askForEntry(request: JoinRequest): Promise<void> {
    const membership = this.#membership;
    if (membership === undefined) return;
    const { keyPackage, mac } = await sealJoinRequest(membership.invitation, request);
    const proof = { keyPackage: toBase64Url(keyPackage), joinMac: toBase64Url(mac) };
    // Both at once: where there is a group its members hear of us a round trip sooner.
    const [{ group }] = await Promise.all([
      this.#options.request('getGroupState', {}),
      this.#options.request('requestAdmission', proof),
    ]);
    if (group === null) this.#input({ kind: 'first' });
  }

  async #commit(
    output: Extract<MembershipOutput, { kind: 'send-commit' }>,
    joiners: readonly string[],
  ): Promise<void> {
    const { request } = this.#options;
    const groupId = this.#groupId;
    if (groupId === undefined) return;
    const welcome = output.welcome && toBase64Url(output.welcome);
    try {
      await request('commitGroup', {
        groupId,
        epoch: output.epoch,
        commit: toBase64Url(output.commit),
        welcomes: welcome === undefined ? [] : joiners.map((peerId) => ({ peerId, welcome })),
        removed: output.removed.filter((peerId) => !joiners.includes(peerId)),
      });
      this.#input({ kind: 'commit', commit: output.commit });
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'stale-epoch') this.#catchUp();
      else if (isConflict(error)) await this.#commitWithout(output, joiners);
      else throw error;
    }
  }

  /** Whoever no longer waits gets no welcome; the room reports them gone, and the next commit removes them. */
  async #commitWithout(
    output: Extract<MembershipOutput, { kind: 'send-commit' }>,
    joiners: readonly string[],
  ): Promise<void> {
    const { admissions, group } = await this.#options.request('getGroupState', {});
    if (group?.groupId !== this.#groupId) {
      this.#options.host.lost();
      return;
    }
    const waiting = joiners.filter((id) => admissions.some(({ peerId }) => peerId === id));
    if (waiting.length < joiners.length) await this.#commit(output, waiting);
  }

  async #relay(message: Uint8Array): Promise<void> {
    const group = this.#membership?.group;
    if (this.#groupId === undefined || group === undefined) throw new ProtocolError('not-joined');
    const said = { groupId: this.#groupId, epoch: group.epoch, message: toBase64Url(message) };
    try {
      await this.#options.request('sendGroupMessage', said);
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'stale-epoch') this.#catchUp();
      throw error;
    }
  }

  #catchUp(): void {
    this.#send(async () => {
      const epoch = this.#membership?.group?.epoch;
      const groupId = this.#groupId;
      if (groupId === undefined || epoch === undefined) return;
      const state = await this.#options.request('getGroupState', { groupId, afterEpoch: epoch });
      if (state.group?.groupId !== groupId) {
        this.#options.host.lost();
        return;
      }
      this.#enqueue(async () => {
        await this.#takeCommits(state.commits);
        if (state.gap) await this.#take({ kind: 'too-far-behind' });
        await this.#take(...(await this.#joinRequestsOf(state.admissions)));
      });
    });
  }

  async #takeCommits(commits: readonly AcceptedCommit[]): Promise<void> {
    for (const { groupId, commit } of commits) {
      const bytes = fromBase64Url(commit);
      if (bytes === undefined) this.#options.host.alarm('malformed');
      else if (groupId === this.#groupId) await this.#take({ kind: 'commit', commit: bytes });
    }
  }

  /** Leaves out what another invitation sealed, and what the room delivers in another participant's name. */
  async #joinRequestsOf(admissions: readonly Admission[]): Promise<MembershipInput[]> {
    const inputs: MembershipInput[] = [];
    const invitation = this.#membership?.invitation;
    for (const { peerId, keyPackage, joinMac } of invitation === undefined ? [] : admissions) {
      const [sealed, mac] = [fromBase64Url(keyPackage), fromBase64Url(joinMac)];
      if (invitation === undefined || sealed === undefined || mac === undefined) continue;
      const request = await openJoinRequest(invitation, { keyPackage: sealed, mac });
      if (request !== undefined && peerIdOf(request) === peerId)
        inputs.push({ kind: 'join-request', request });
    }
    return inputs;
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === 'conflict';
}
