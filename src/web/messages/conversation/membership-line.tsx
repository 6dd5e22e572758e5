import { useTranslation } from 'react-i18next';
import type { MembershipNote } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import { useMessages } from '../use-messages.ts';
import styles from './membership-line.module.css';

/** Something that happened to the conversation itself, in one sentence. */
export function MembershipLine({ note, isStop }: { note: MembershipNote; isStop: boolean }) {
  return (
    <p data-entry tabIndex={isStop ? 0 : -1} className={cx(styles.note)}>
      <Sentence note={note} />
    </p>
  );
}

function Sentence({ note: { by, change } }: { note: MembershipNote }) {
  const { t, i18n } = useTranslation();
  const { me } = useMessages();
  const isMine = by.accountId === me.accountId;
  const name = by.displayName;
  switch (change.kind) {
    case 'created':
      return isMine ? t('messages.note.createdMine') : t('messages.note.created', { name });
    case 'added':
    case 'removed': {
      const names = new Intl.ListFormat(i18n.language).format(
        change.people.map(({ accountId, displayName }) =>
          accountId === me.accountId ? t('messages.note.you') : displayName,
        ),
      );
      return isMine
        ? t(`messages.note.${change.kind}Mine`, { names })
        : t(`messages.note.${change.kind}`, { name, names });
    }
    case 'left':
      return isMine ? t('messages.note.leftMine') : t('messages.note.left', { name });
    case 'renamed': {
      const { title } = change;
      return isMine ? t('messages.note.renamedMine', { title }) : t('messages.note.renamed', { name, title });
    }
    case 'keys-renewed':
      return isMine ? t('messages.note.keysRenewedMine') : t('messages.note.keysRenewed', { name });
    case 'missing':
      return t('messages.note.missing', { name });
  }
}
