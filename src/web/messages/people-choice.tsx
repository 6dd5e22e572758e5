import { Check } from 'lucide-react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../client/messenger/api.ts';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import styles from './people-choice.module.css';
import { PersonAvatar } from './person-avatar.tsx';
import { TrustShield } from './trust-shield.tsx';

export interface PeopleChoiceProps {
  contacts: readonly Contact[];
  /** The account ids of those who are chosen. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Any number of one's contacts. */
export function PeopleChoice({ contacts, chosen, onChange }: PeopleChoiceProps) {
  const { t } = useTranslation();
  return (
    <ListBox
      aria-label={t('messages.contacts.title')}
      selectionMode="multiple"
      selectedKeys={chosen}
      onSelectionChange={(keys) =>
        onChange(new Set(keys === 'all' ? contacts.map(({ accountId }) => accountId) : [...keys].map(String)))
      }
      className={cx(styles.list)}
      items={contacts.map((contact) => ({ ...contact, id: contact.accountId }))}
      renderEmptyState={() => <p className={cx(styles.empty)}>{t('messages.new.nobody')}</p>}
    >
      {(contact) => (
        <ListBoxItem textValue={contact.displayName} className={cx(styles.person)}>
          {({ isSelected }) => (
            <>
              <PersonAvatar name={contact.displayName} presence={contact.presence} />
              <span className={cx(styles.words)}>
                <span className={cx(styles.name)}>
                  {contact.displayName} <TrustShield trust={contact.trust} />
                </span>
                <span className={cx(styles.handle)}>{contact.handle}</span>
              </span>
              <span aria-hidden className={cx(styles.box, isSelected && styles.checked)}>
                {isSelected && <Icon of={Check} size="small" />}
              </span>
            </>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
