import { describe, expect, it } from '@jest/globals';
import { toBase64Url } from '../../../e2ee/bytes.ts';
import type { DeviceSigner } from '../../../e2ee/conversations/device.ts';
import { Conversation } from '../../../e2ee/conversations/testing/conversation.ts';
import { People } from '../../../e2ee/conversations/testing/people.ts';
import type { KeptMessage } from './kept-message.ts';
import { placed } from './served-order.ts';

let sequence = 0;
function kept(author: string, deviceId: string, counter: number, epoch = 1): KeptMessage {
  sequence += 1;
  return {
    sequence,
    messageId: `m${sequence}`,
    author,
    receivedAt: sequence,
    opening: {
      kind: 'opened',
      content: { kind: 'text', body: `${author} ${counter}` },
      link: { epoch, deviceId, counter, previousHash: '', hash: '' },
    },
  };
}

const by = ({ accountId, deviceKey }: DeviceSigner, counter: number, epoch: number) =>
  kept(accountId, toBase64Url(deviceKey), counter, epoch);
const refused = (author: string): KeptMessage => ({
  ...kept(author, 'd', 0),
  opening: { kind: 'refused', code: 'not-for-this-account' },
});

const missing = (messages: readonly KeptMessage[], isComplete = false) =>
  placed(messages, { log: undefined, isComplete }).map(({ missingBefore }) => missingBefore);

describe('the order in which messages are served', () => {
  it('shows how many of each device are left out', () => {
    const messages = [kept('a', 'a', 4), kept('b', 'b', 0), kept('a', 'a', 7), kept('b', 'b', 1)];
    expect(missing(messages)).toEqual([0, 0, 2, 0]);
  });

  it('begins with the first of each device, where nothing lies before it', () => {
    expect(missing([kept('a', 'a', 2)])).toEqual([0]);
    expect(missing([kept('a', 'a', 2)], true)).toEqual([2]);
    expect(missing([kept('a', 'a', 0), kept('a', 'other', 0)], true)).toEqual([0, 0]);
  });

  it('says nothing of what came before, where there are some that do not open', () => {
    expect(missing([refused('a'), kept('a', 'a', 3)], true)).toEqual([0, 0]);
    expect(missing([refused('b'), kept('a', 'a', 3)], true)).toEqual([0, 3]);
  });

  describe('over epochs', () => {
    const codes = (messages: readonly KeptMessage[], log: Conversation['log'] | undefined) =>
      placed(messages, { log, isComplete: false }).map(({ opening }) =>
        opening.kind === 'opened' ? 'opened' : opening.code,
      );
    const three = async () => {
      const people = new People();
      const [ada, bea, cleo] = await Promise.all([people.person(), people.person(), people.person()]);
      return { people, ada, bea, cleo, conversation: await Conversation.of(people, [ada, bea, cleo]) };
    };

    it('lets nobody speak who was out when others had gone on', async () => {
      const { ada, bea, cleo, conversation } = await three();
      await conversation.remove(ada.device, cleo);
      const { log } = conversation;
      const [before, after] = [by(cleo.device, 0, 1), by(bea.device, 0, 2)];
      expect(codes([before, after], log)).toEqual(['opened', 'opened']);
      expect(codes([after, before], log)).toEqual(['opened', 'too-late']);
    });

    it('lets members finish who had not heard of it', async () => {
      const { ada, bea, cleo, conversation } = await three();
      await conversation.remove(ada.device, cleo);
      expect(codes([by(ada.device, 0, 2), by(bea.device, 0, 1)], conversation.log)).toEqual([
        'opened',
        'opened',
      ]);
    });

    it('lets no device speak that was revoked when others had gone on', async () => {
      const { people, ada, bea, conversation } = await three();
      const stolen = await people.device(bea.accountId);
      people.revoke(stolen);
      await conversation.rotate(bea.device);
      const { log } = conversation;
      const [before, after] = [by(stolen, 0, 1), by(ada.device, 0, 2)];
      expect(codes([before, after], log)).toEqual(['opened', 'opened']);
      expect(codes([after, before], log)).toEqual(['opened', 'too-late']);
    });

    it('is judged as far as the log is known', async () => {
      const { ada, bea, conversation } = await three();
      const late = [by(ada.device, 0, 2), by(bea.device, 0, 1)];
      expect(codes(late, undefined)).toEqual(['opened', 'opened']);
      expect(codes(late, conversation.log)).toEqual(['opened', 'opened']);
    });
  });
});
