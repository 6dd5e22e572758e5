import { type Layout, toFile } from './cases.ts';
import * as frames from './frames.ts';
import * as group from './group.ts';

/** In the order of docs/e2ee.md. */
const layouts: Readonly<Record<string, Layout>> = {
  invitation: group.invitation,
  sealedName: group.sealedName,
  sealedKeyPackage: group.sealedKeyPackage,
  credential: group.credential,
  groupId: group.groupId,
  exporter: group.exporter,
  commitData: group.commitData,
  callMessage: group.callMessage,
  verificationCode: group.verificationCode,
  kid: frames.kid,
  associatedData: frames.associatedData,
  sframeHeader: frames.sframeHeader,
  sframe: frames.sframe,
  frame: frames.frame,
  receivedFrame: frames.receivedFrame,
};

/** What docs/e2ee-vectors.json is to hold, as the reference computes it. */
export function allVectors(): unknown {
  return toFile(layouts);
}
