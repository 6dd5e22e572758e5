import { type Bytes, concat, equal, randomBytes, utf8 } from '../bytes.ts';

/** Names our protocol, its version and the suite: a group of anything else is told by its id alone. */
const label = utf8('sottovoce-call/1/mls-suite-1/');
const randomLength = 16;

export function createGroupId(): Bytes {
  return concat(label, randomBytes(randomLength));
}

export function isGroupId(groupId: Uint8Array): boolean {
  return groupId.length === label.length + randomLength && equal(groupId.subarray(0, label.length), label);
}
