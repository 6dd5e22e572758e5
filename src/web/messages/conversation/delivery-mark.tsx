import { Check, CheckCheck, CircleAlert, Clock, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import styles from './delivery-mark.module.css';

const icons = { sending: Clock, sent: Check, delivered: CheckCheck, read: Eye, failed: CircleAlert } as const;

/** How far one's own message has come. */
export function DeliveryMark({ delivery: { kind } }: { delivery: Delivery }) {
  const { t } = useTranslation();
  return (
    <span
      className={cx(styles.mark, kind === 'failed' && styles.failed)}
      title={t(`messages.delivery.${kind}`)}
    >
      <Icon of={icons[kind]} size="small" />
      <span className="visually-hidden">{t(`messages.delivery.${kind}`)}</span>
    </span>
  );
}
