import { Copy, Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { Switch } from '../design/switch.tsx';
import styles from './recovery-key-card.module.css';

export interface RecoveryKeyCardProps {
  /** In groups, as it is to be written down. */
  recoveryKey: string;
  handle: string;
  onKept: () => void;
}

/** The one time that a recovery key is seen: to be copied, printed or saved before the person goes on. */
export function RecoveryKeyCard({ recoveryKey, handle, onKept }: RecoveryKeyCardProps) {
  const { t } = useTranslation();
  const [isKept, setKept] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const groups = recoveryKey.split(/[\s-]+/);
  const owner = t('account.recoveryKey.owner', { handle, host: window.location.host });

  const save = () => {
    const url = URL.createObjectURL(new Blob([`${owner}\n\n${recoveryKey}\n`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `sottovoce-${handle}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };

  return (
    <div className={cx(styles.card)}>
      <p className={cx(styles.owner)}>{owner}</p>
      <p translate="no" className={cx(styles.key)}>
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be alike, and none ever moves.
          <span key={index}>{group} </span>
        ))}
      </p>
      <div className={cx(styles.ways)}>
        <Button
          icon={<Icon of={Copy} />}
          onPress={() => void navigator.clipboard.writeText(recoveryKey).then(() => setCopied(true))}
        >
          {t(isCopied ? 'account.recoveryKey.copied' : 'account.recoveryKey.copy')}
        </Button>
        <Button icon={<Icon of={Printer} />} onPress={() => window.print()}>
          {t('account.recoveryKey.print')}
        </Button>
        <Button icon={<Icon of={Download} />} onPress={save}>
          {t('account.recoveryKey.save')}
        </Button>
      </div>
      <div className={cx(styles.on)}>
        <Switch isSelected={isKept} onChange={setKept}>
          {t('account.recoveryKey.kept')}
        </Switch>
        <Button variant="primary" size="large" isDisabled={!isKept} onPress={onKept}>
          {t('account.recoveryKey.goOn')}
        </Button>
      </div>
    </div>
  );
}
