import { ProtocolError } from '../../protocol/errors.ts';
import type { ContactSide, ContactSides } from '../storage/contact-store.ts';

/**
 * What two people become to each other by what one of them, the owner, does. A side that does not change stays the
 * same object. Whoever is blocked or ignored must not be able to tell: the owner's side never depends on that.
 */
type ContactRule = (sides: ContactSides) => ContactSides;

/**
 * The owner asks, accepts whoever has asked, or brings a contact a new introduction.
 *
 * @throws ProtocolError `conflict` where the owner has blocked the person.
 */
export function ask(introduction: Uint8Array): ContactRule {
  return ({ own, other }) => {
    switch (own?.state) {
      case undefined:
      case 'asked':
        return {
          own: own ?? { state: 'asked', introduction: null },
          other: heard(other, { state: 'asking', introduction }),
        };
      case 'asking':
      case 'ignored':
        return {
          own: { ...own, state: 'accepted' },
          other: heard(other, { state: 'accepted', introduction }),
        };
      case 'accepted':
        return { own, other: heard(other, { state: 'accepted', introduction }) };
      case 'blocked':
        throw new ProtocolError('conflict');
    }
  };
}

/** @throws ProtocolError `not-found` where nobody asks. */
export const ignore: ContactRule = ({ own, other }) => {
  if (own?.state === 'ignored') return { own, other };
  if (own?.state !== 'asking') throw new ProtocolError('not-found');
  return { own: { ...own, state: 'ignored' }, other };
};

export const block: ContactRule = ({ own, other }) => {
  if (own?.state === 'blocked') return { own, other };
  return { own: { introduction: own?.introduction ?? null, state: 'blocked' }, other };
};

/** Takes back a request, ends a contact or a block, and what there is on the other side, but for what the other holds against the owner. */
export const remove: ContactRule = ({ own, other }) => ({
  own: undefined,
  other: own === undefined || isAgainst(other) ? other : undefined,
});

/** Whether each is the other's contact. */
export const isMutual = ({ own, other }: ContactSides): boolean =>
  own?.state === 'accepted' && other?.state === 'accepted';

/** The other side, where it is to hear of anything. */
const heard = (other: ContactSide | undefined, next: ContactSide) => (isAgainst(other) ? other : next);

const isAgainst = (side: ContactSide | undefined) => side?.state === 'blocked' || side?.state === 'ignored';
