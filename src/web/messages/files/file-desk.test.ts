import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Signal, signal } from '@preact/signals-core';
import type { FileContent, FileTransfer } from '../../../client/messenger/api.ts';
import { FileDesk } from './file-desk.ts';

describe('the desk of files', () => {
  let transfer: Signal<FileTransfer>;
  let content: FileContent;
  let fetched: string[];
  let desk: FileDesk;
  beforeEach(() => {
    transfer = signal<FileTransfer>({ kind: 'idle' });
    const known = { name: 'garden.png', size: 3, mediaType: 'image/png' };
    content = { kind: 'file', ...known, thumbnail: undefined, duration: undefined, transfer };
    fetched = [];
    desk = new FileDesk({
      fetchFile: (messageId) => {
        fetched.push(messageId);
        transfer.value = { kind: 'preparing' };
      },
      readFile: async () => new Blob(['abc']),
    });
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('fetches a picture, and shows it once it is here', async () => {
    desk.open('m', content);
    await settled();
    expect(fetched).toEqual(['m']);
    expect(desk.viewing.value).toBeUndefined();
    transfer.value = { kind: 'ready' };
    await settled();
    expect(desk.viewing.value).toMatchObject({ name: 'garden.png', blob: { size: 3, type: 'image/png' } });
  });

  it('shows at once what is here', async () => {
    transfer.value = { kind: 'ready' };
    desk.open('m', content);
    await settled();
    expect(fetched).toEqual([]);
    expect(desk.viewing.value?.name).toBe('garden.png');
  });

  it('shows nothing that was given up, or was fetched for another reason', async () => {
    desk.open('m', content);
    transfer.value = { kind: 'idle' };
    transfer.value = { kind: 'ready' };
    await settled();
    expect(desk.viewing.value).toBeUndefined();
  });

  it('shows nothing any more once it is closed', async () => {
    desk.open('m', content);
    desk.close();
    transfer.value = { kind: 'ready' };
    await settled();
    expect(desk.viewing.value).toBeUndefined();
  });
});
