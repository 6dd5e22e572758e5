import { useTranslation } from 'react-i18next';
import type { CallEncryption, CallMember } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import styles from './member-list.module.css';
import partStyles from './security-sheet.module.css';
import { type SecurityViewModel, trustIn } from './security-view-model.ts';
import { TrustMark } from './trust-mark.tsx';

/** Everyone who can see and hear the call, by name, and how far each is known. */
export function MemberList({
  encryption,
  security,
}: {
  encryption: CallEncryption;
  security: SecurityViewModel;
}) {
  const { t } = useTranslation();
  const members = useSignal(encryption.members);
  const forgets = useSignal(security.forgets);
  return (
    <section aria-labelledby="members" className={cx(partStyles.part)}>
      <h3 id="members" className={cx(partStyles.title)}>
        {t('security.members.title')}
      </h3>
      {forgets && <p role="alert">{t('security.members.forgets')}</p>}
      <ul className={cx(styles.list)}>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} security={security} />
        ))}
      </ul>
    </section>
  );
}

function MemberRow({ member, security }: { member: CallMember; security: SecurityViewModel }) {
  const { t } = useTranslation();
  const { id, displayName: name, isConfirmed, isMe, trust } = member;
  const isVerified = trust === 'verified';
  return (
    <li className={cx(styles.row)}>
      <Avatar name={name} />
      <span className={cx(styles.words)}>
        <span className={cx(styles.name)}>{isMe ? t('people.you', { name }) : name}</span>
        {!isMe && <TrustMark trust={trustIn(member)} place="list" />}
      </span>
      {!isMe && (
        <Button
          variant={isVerified ? 'quiet' : 'secondary'}
          label={t(isVerified ? 'security.members.takeBackFrom' : 'security.members.markPerson', { name })}
          onPress={() => void security.setVerified(id, !isVerified)}
        >
          {t(isVerified ? 'security.members.takeBack' : 'security.members.mark')}
        </Button>
      )}
      {trust === 'changed' && <p className={cx(styles.detail)}>{t('security.members.changed')}</p>}
      {!isConfirmed && <p className={cx(styles.detail)}>{t('security.members.unconfirmed')}</p>}
    </li>
  );
}
