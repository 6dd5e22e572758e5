import { equal } from '../../src/e2ee/bytes.ts';
import type { JoinRequest } from '../../src/e2ee/group/join-request.ts';
import type { MembershipInput, MembershipOutput } from '../../src/e2ee/group/membership-io.ts';

interface Answer {
  readonly request: JoinRequest;
  readonly welcome: Uint8Array | undefined;
}

/** How many commits can be asked for; who misses more joins anew. */
const logLength = 6;

/**
 * What the room server does for a group: it orders commits and relays. Peers are named by their id.
 * It keeps the log, and says what it knows again and again, as every message of its may be lost.
 */
export class DeliveryService {
  readonly #send: (peer: string, input: MembershipInput) => void;
  readonly #peers = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #answers = new Map<string, Answer>();
  #creator: string | undefined;
  #exists = false;
  #log: Uint8Array[] = [];

  constructor(send: (peer: string, input: MembershipInput) => void) {
    this.#send = send;
  }

  get epoch(): number {
    return this.#log.length;
  }

  connect(peer: string): void {
    this.#peers.add(peer);
    this.#gone.delete(peer);
  }

  disconnect(peer: string): void {
    if (this.#peers.delete(peer)) this.#gone.add(peer);
    this.#answers.delete(peer);
    if (!this.#exists && this.#creator === peer) this.#creator = undefined;
  }

  /** What every peer is told each second. */
  remind(): void {
    for (const peer of this.#peers) {
      this.#send(peer, { kind: 'head', epoch: this.epoch });
      for (const peerId of this.#gone) this.#send(peer, { kind: 'gone', peerId });
    }
  }

  receive(peer: string, output: MembershipOutput): void {
    if (!this.#peers.has(peer)) return;
    switch (output.kind) {
      case 'send-create':
        if (this.#creator === peer) this.#exists = true;
        this.#send(peer, { kind: this.#creator === peer ? 'created' : 'exists' });
        return;
      case 'send-join':
        this.#takeJoin(peer, output.request);
        return;
      case 'send-commit':
        this.#takeCommit(peer, output);
        return;
      case 'send-fetch':
        if (this.epoch - output.epoch > logLength) this.#send(peer, { kind: 'too-far-behind' });
        else for (const commit of this.#log.slice(output.epoch)) this.#send(peer, { kind: 'commit', commit });
        return;
      case 'send-message':
        this.#broadcast({ kind: 'message', message: output.message }, peer);
        return;
      default:
        return;
    }
  }

  #takeJoin(peer: string, request: JoinRequest): void {
    if (!this.#exists) {
      this.#creator ??= peer;
      if (this.#creator === peer) this.#send(peer, { kind: 'first' });
      return;
    }
    const answer = this.#answers.get(peer);
    const isKnown = answer && equal(answer.request.keyPackage, request.keyPackage);
    if (isKnown && answer.welcome) this.#send(peer, { kind: 'welcome', welcome: answer.welcome });
    else {
      this.#answers.set(peer, { request, welcome: undefined });
      this.#broadcast({ kind: 'join-request', request }, peer);
    }
  }

  #takeCommit(peer: string, output: Extract<MembershipOutput, { kind: 'send-commit' }>): void {
    const { epoch, commit, welcome, joiners } = output;
    const first = this.#log[epoch];
    if (first !== undefined) {
      this.#send(
        peer,
        equal(first, commit) ? { kind: 'commit', commit } : { kind: 'head', epoch: this.epoch },
      );
      return;
    }
    if (epoch !== this.epoch) return;
    this.#log.push(commit);
    this.#broadcast({ kind: 'commit', commit }, undefined);
    if (!welcome) return;
    for (const joiner of joiners) {
      const answer = this.#answers.get(joiner);
      if (answer) this.#answers.set(joiner, { ...answer, welcome });
      this.#send(joiner, { kind: 'welcome', welcome });
    }
  }

  #broadcast(input: MembershipInput, except: string | undefined): void {
    for (const peer of this.#peers) if (peer !== except) this.#send(peer, input);
  }
}
