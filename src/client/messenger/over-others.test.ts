import { describe, expect, it } from '@jest/globals';
import { ProtocolError } from '../../protocol/errors.ts';
import { overOthers } from './over-others.ts';

/** Fails so often, and notes what it was asked for. */
function trying(failures: number, error: Error = new ProtocolError('conflict')) {
  const asked: string[] = [];
  const change = async () => {
    asked.push('change');
    if (asked.filter((one) => one === 'change').length <= failures) throw error;
  };
  const catchUp = async () => void asked.push('catch up');
  return { asked, made: overOthers(3, change, catchUp) };
}

describe('a change over others', () => {
  it('is made once where nobody has changed anything', async () => {
    const { asked, made } = trying(0);
    await made;
    expect(asked).toEqual(['change']);
  });

  it('is made again over what others have changed', async () => {
    const { asked, made } = trying(2);
    await made;
    expect(asked).toEqual(['change', 'catch up', 'change', 'catch up', 'change']);
  });

  it('is given up after so many tries', async () => {
    const { asked, made } = trying(3);
    await expect(made).rejects.toMatchObject({ code: 'conflict' });
    expect(asked.filter((one) => one === 'change')).toHaveLength(3);
  });

  it('is not made again where something else went wrong', async () => {
    const { asked, made } = trying(1, new ProtocolError('unreachable'));
    await expect(made).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toEqual(['change']);
  });
});
