import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { Invite } from '../sheet/invite.tsx';
import styles from './alone.module.css';

/** Stands on the stage while nobody else is there: the way to bring them in. */
export function Alone({ roomId }: { roomId: string }) {
  const { t } = useTranslation();
  return (
    <div className={cx(styles.alone)}>
      <section className={cx(styles.card)}>
        <h1 className={cx(styles.title)}>{t('invite.aloneTitle')}</h1>
        <p className={cx(styles.text)}>{t('invite.aloneText')}</p>
        <Invite roomId={roomId} />
      </section>
    </div>
  );
}
