import { toBase64Url } from '../../../src/e2ee/bytes.ts';
import { encodeKid } from '../../../src/e2ee/frames/kid.ts';
import { cipherSuites } from '../../../src/e2ee/frames/sframe/cipher-suites.ts';
import { deriveKeyAndSalt, importBaseKey } from '../../../src/e2ee/frames/sframe/key-schedule.ts';
import { CallGroup } from '../../../src/e2ee/group/call-group.ts';

/** What a member of the group knows and the server must not. */
export interface Secret {
  readonly what: string;
  /** In base64url. */
  readonly bytes: string;
}

const known = new Map<string, Secret>();

/** Keys of every epoch and contents of every message so far, each once. */
export function secretsOfGroup(): Secret[] {
  return [...known.values()];
}

export function noteSecret(what: string, content: Uint8Array): void {
  const bytes = toBase64Url(content);
  known.set(bytes, { what, bytes });
}

/** Has every group of this page note its keys when its media take them over, and what it says before that is sealed. */
export function tapGroups(): void {
  const { mediaBaseKey, seal } = CallGroup.prototype;
  CallGroup.prototype.mediaBaseKey = async function (this: CallGroup) {
    const bytes = await mediaBaseKey.call(this);
    noteSecret('base key for media', bytes);
    noteSecret('epoch authenticator', this.epochAuthenticator);
    noteSecret('key for commit data', await this.export('Sottovoce commit data', new Uint8Array(), 16));
    const baseKey = await importBaseKey(bytes);
    for (const source of ['microphone', 'camera'] as const) {
      const kid = encodeKid({ source, incarnation: 0 }, this.leaf, BigInt(this.epoch));
      const { key, salt } = await deriveKeyAndSalt(cipherSuites[4], baseKey, kid);
      noteSecret(`frame key of a ${source}`, key);
      noteSecret(`frame salt of a ${source}`, salt);
    }
    return bytes;
  };
  CallGroup.prototype.seal = function (this: CallGroup, content) {
    noteSecret('message in the group', content);
    return seal.call(this, content);
  };
}
