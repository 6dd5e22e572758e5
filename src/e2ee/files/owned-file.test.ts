import { beforeEach, describe, expect, it } from '@jest/globals';
import { importMasterKey } from '../account/account-keys.ts';
import { randomBytes, toBase64Url } from '../bytes.ts';
import { openOwnedFile, sealOwnedFile } from './owned-file.ts';

const [ada, bea, fileId, otherFileId] = [1, 2, 3, 4].map((byte) =>
  toBase64Url(new Uint8Array(16).fill(byte)),
) as [string, string, string, string];
const manifest = { name: 'plan.pdf', mediaType: 'application/pdf', size: 12, chunkCount: 1 };

describe('an owner’s record of a file', () => {
  let masterKey: CryptoKey;
  let sealed: Uint8Array;
  const owned = { fileKey: randomBytes(32), manifest };
  beforeEach(async () => {
    masterKey = await importMasterKey(randomBytes(32));
    sealed = await sealOwnedFile(masterKey, ada, fileId, owned);
  });

  it('opens as it was sealed', async () => {
    expect(await openOwnedFile(masterKey, ada, fileId, sealed)).toEqual(owned);
  });

  it('opens for no other file, account or master key', async () => {
    const another = await importMasterKey(randomBytes(32));
    const refused = { code: 'not-authentic' };
    await expect(openOwnedFile(masterKey, ada, otherFileId, sealed)).rejects.toMatchObject(refused);
    await expect(openOwnedFile(masterKey, bea, fileId, sealed)).rejects.toMatchObject(refused);
    await expect(openOwnedFile(another, ada, fileId, sealed)).rejects.toMatchObject(refused);
  });

  it('is as long as another, whatever the name', async () => {
    const long = { ...owned, manifest: { ...manifest, name: 'x'.repeat(255) } };
    expect(await sealOwnedFile(masterKey, ada, fileId, long)).toHaveLength(sealed.length);
  });
});
