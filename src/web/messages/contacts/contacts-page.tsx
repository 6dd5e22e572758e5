import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../client/messenger/api.ts';
import { AccountSection } from '../../account/account-section.tsx';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { ListSkeleton } from '../list/skeleton.tsx';
import { PaneFrame } from '../pane-frame.tsx';
import { useMessages } from '../use-messages.ts';
import { ContactRow } from './contact-row.tsx';
import styles from './contacts-page.module.css';
import { FindPerson } from './find-person.tsx';
import { OwnLink } from './own-link.tsx';

/** Everybody one is in touch with, and the ways to become so. */
export function ContactsPage({ hasBack }: { hasBack: boolean }) {
  const { t, i18n } = useTranslation();
  const { messenger } = useMessages();
  const isLoaded = useSignal(messenger.isLoaded);
  const contacts = useSignal(messenger.contacts);
  const compare = new Intl.Collator(i18n.language).compare;
  const inState = (...states: Contact['state'][]) =>
    contacts
      .filter(({ state }) => states.includes(state))
      .sort((a, b) => compare(a.displayName, b.displayName));
  const accepted = inState('accepted');
  return (
    <PaneFrame title={t('messages.contacts.title')} hasBack={hasBack}>
      <People title={t('messages.contacts.asking')} list={inState('asking')} />
      <FindPerson />
      <OwnLink />
      {!isLoaded && <ListSkeleton />}
      <People
        title={t('messages.contacts.accepted')}
        list={accepted}
        {...(isLoaded && accepted.length === 0 && { empty: t('messages.contacts.none') })}
      />
      <People title={t('messages.contacts.asked')} list={inState('asked')} />
      <People title={t('messages.contacts.ignored')} list={inState('ignored')} />
      <People
        title={t('messages.contacts.blocked')}
        note={t('messages.contacts.blockedNote')}
        list={inState('blocked')}
      />
    </PaneFrame>
  );
}

interface PeopleProps {
  title: string;
  note?: string;
  list: readonly Contact[];
  /** What is said where there is nobody; without it nothing is shown. */
  empty?: string;
}

function People({ title, note, list, empty }: PeopleProps) {
  if (list.length === 0 && empty === undefined) return null;
  return (
    <AccountSection title={title} {...(note !== undefined && { note })}>
      {list.length === 0 ? (
        <p className={cx(styles.empty)}>{empty}</p>
      ) : (
        <ul className={cx(styles.list)}>
          {list.map((contact) => (
            <ContactRow key={contact.accountId} contact={contact} />
          ))}
        </ul>
      )}
    </AccountSection>
  );
}
