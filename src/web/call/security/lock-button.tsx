import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import type { CallViewModel } from '../call-view-model.ts';
import styles from './lock-button.module.css';
import { LockLabel, lockWords } from './lock-label.tsx';

/** The lock of the call: always there, always in the same place. A press explains it. */
export function LockButton({ model }: { model: CallViewModel }) {
  const { t } = useTranslation();
  const lock = useSignal(model.security.lock);
  const isGrave = lock.kind === 'alarm' || lock.kind === 'not-encrypted';
  const isVerified = lock.kind === 'encrypted' && lock.unverified === 0;
  return (
    <div className={cx(styles.strip)}>
      <Button
        preventFocusOnPress
        aria-label={lockWords(lock, t)}
        className={cx(styles.lock, isGrave && styles.grave, isVerified && styles.verified)}
        onPress={() => model.openSheet('security')}
      >
        <LockLabel security={model.security} />
      </Button>
    </div>
  );
}
