import type { ReactNode } from 'react';
import type { Person, Presence } from '../../client/messenger/api.ts';
import { cx } from '../design/cx.ts';
import { PersonAvatar } from './person-avatar.tsx';
import styles from './person-row.module.css';
import { TrustShield } from './trust-shield.tsx';

export interface PersonRowProps {
  person: Person;
  presence?: Presence | undefined;
  /** What stands below the name, unless it is the same. */
  note: string;
  /** What can be done. */
  children?: ReactNode;
}

/** Somebody in a list. */
export function PersonRow({ person, presence, note, children }: PersonRowProps) {
  return (
    <li className={cx(styles.row)}>
      <PersonAvatar name={person.displayName} presence={presence} />
      <span className={cx(styles.words)}>
        <span className={cx(styles.name)}>
          {person.displayName} <TrustShield trust={person.trust} />
        </span>
        {note !== person.displayName && <span className={cx(styles.note)}>{note}</span>}
      </span>
      {children !== undefined && <span className={cx(styles.actions)}>{children}</span>}
    </li>
  );
}
