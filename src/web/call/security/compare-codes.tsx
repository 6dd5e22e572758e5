import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallEncryption } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import styles from './security-sheet.module.css';
import type { SecurityViewModel } from './security-view-model.ts';
import { VerificationCode } from './verification-code.tsx';

/** The code to be read aloud, and what it means when it matches. */
export function CompareCodes({
  encryption,
  security,
}: {
  encryption: CallEncryption;
  security: SecurityViewModel;
}) {
  const { t } = useTranslation();
  const code = useSignal(encryption.verificationCode);
  const members = useSignal(encryption.members);
  const others = members.filter(({ isMe }) => !isMe);
  const areVerified = others.every(({ trust }) => trust === 'verified');
  if (code === undefined || others.length === 0) return <p>{t('security.code.alone')}</p>;
  return (
    <section aria-labelledby="compare-codes" className={cx(styles.part)}>
      <h3 id="compare-codes" className={cx(styles.title)}>
        {t('security.code.title')}
      </h3>
      <p>{t('security.code.text')}</p>
      <VerificationCode code={code} />
      {/* One button in both states, so that the focus stays where the person was. */}
      <Button
        variant={areVerified ? 'quiet' : 'primary'}
        icon={<Icon of={ShieldCheck} />}
        isBusy={areVerified}
        onPress={() => void security.verifyEveryone()}
      >
        {t(areVerified ? 'security.code.allVerified' : 'security.code.matches')}
      </Button>
    </section>
  );
}
