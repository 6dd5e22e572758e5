import { ShieldCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import type { Trust } from './security-view-model.ts';
import styles from './trust-mark.module.css';

/** How far a person is known, beside their name. On video it is short, and what surrounds it reads it aloud. */
export function TrustMark({ trust, place }: { trust: Trust; place: 'video' | 'list' }) {
  const { t } = useTranslation();
  const isIconOnly = place === 'video' && trust === 'verified';
  return (
    <span data-trust={trust} className={cx(styles.mark, styles[place], styles[trust])}>
      {trust === 'verified' && <Icon of={ShieldCheck} size="small" />}
      {(trust === 'changed' || trust === 'unconfirmed') && <Icon of={TriangleAlert} size="small" />}
      {!isIconOnly && <span className={cx(styles.word)}>{t(`trust.${trust}`)}</span>}
    </span>
  );
}
