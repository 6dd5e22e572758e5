import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Trust } from '../../client/messenger/api.ts';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import styles from './trust-shield.module.css';

/** Stands beside a name that has been verified, or whose keys have changed; nothing stands beside others. */
export function TrustShield({ trust }: { trust: Trust }) {
  const { t } = useTranslation();
  if (trust === 'pinned') return null;
  return (
    <span className={cx(styles.shield, styles[trust])}>
      <Icon of={trust === 'verified' ? ShieldCheck : ShieldAlert} size="small" />
      <span className="visually-hidden">{t(`messages.trust.${trust}`)}</span>
    </span>
  );
}
