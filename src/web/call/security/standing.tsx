import { useTranslation } from 'react-i18next';
import type { Role } from '../../../protocol/identifiers.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import type { SecurityViewModel } from './security-view-model.ts';
import styles from './standing.module.css';
import { TrustMark } from './trust-mark.tsx';

export interface StandingProps {
  security: SecurityViewModel;
  memberId: string;
  role: Role;
}

/** Where a person stands: whether they moderate, and how far they are known. */
export function Standing({ security, memberId, role }: StandingProps) {
  const { t } = useTranslation();
  const trust = useSignal(security.trust);
  const known = trust?.get(memberId);
  return (
    <span className={cx(styles.standing)}>
      {role === 'moderator' && <span>{t('tile.moderator')}</span>}
      {known !== undefined && <TrustMark trust={known} place="list" />}
      {trust !== undefined && known === undefined && <span>{t('trust.withoutKeys')}</span>}
    </span>
  );
}
