import { ScanQrCode } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, SafetyNumber } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { useMessages } from '../use-messages.ts';
import { SafetyDigits } from './safety-digits.tsx';
import styles from './verify-sheet.module.css';

const QrCode = lazy(() => import('./qr-code.tsx'));
const QrScanner = lazy(() => import('./qr-scanner.tsx'));

/** Compares the safety number with somebody. It is open while there is a person. */
export function VerifySheet({ person, onClose }: { person: Person | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  // Its words stay as they are while it closes.
  const [shown, setShown] = useState(person);
  if (person !== undefined && person !== shown) setShown(person);
  return (
    <Sheet
      title={t('messages.verify.title', { name: shown?.displayName ?? '' })}
      isOpen={person !== undefined}
      onClose={onClose}
    >
      {shown !== undefined && <Verification key={shown.accountId} person={shown} onDone={onClose} />}
    </Sheet>
  );
}

type ScanResult = 'matches' | 'differs';

function Verification({ person, onDone }: { person: Person; onDone: () => void }) {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const { accountId, displayName: name } = person;
  const [number, setNumber] = useState<SafetyNumber>();
  const [isScanning, setScanning] = useState(false);
  const [result, setResult] = useState<ScanResult>();
  const loading = useTask();
  const marking = useTask();

  const load = () => loading.run(async () => setNumber(await messenger.safetyNumber(accountId)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the sheet opens.
  useEffect(load, []);

  const mark = (isVerified: boolean) =>
    marking.run(async () => {
      await messenger.setVerified(accountId, isVerified);
      onDone();
    });
  const scanned = (text: string) => {
    setScanning(false);
    marking.run(async () => {
      const isSame = await messenger.matchesSafetyNumber(accountId, text);
      setResult(isSame ? 'matches' : 'differs');
    });
  };

  if (number === undefined) {
    return loading.problem === undefined ? (
      <Spinner size="large" />
    ) : (
      <>
        <ProblemNote problem={loading.problem} />
        <Button onPress={load}>{t('app.tryAgain')}</Button>
      </>
    );
  }
  return (
    <>
      <p>{t('messages.verify.meaning', { name })}</p>
      {isScanning ? (
        <Suspense fallback={<Spinner size="large" />}>
          <QrScanner onScanned={scanned} onCancel={() => setScanning(false)} />
        </Suspense>
      ) : (
        <>
          <SafetyDigits digits={number.digits} />
          <div className={cx(styles.ways)}>
            <div className={cx(styles.code)}>
              <Suspense fallback={<Spinner />}>
                <QrCode text={number.qrText} label={t('messages.verify.qr')} />
              </Suspense>
            </div>
            <div className={cx(styles.scan)}>
              <p className={cx(styles.hint)}>{t('messages.verify.scanHint', { name })}</p>
              <Button icon={<Icon of={ScanQrCode} />} onPress={() => setScanning(true)}>
                {t('messages.verify.scan')}
              </Button>
            </div>
          </div>
        </>
      )}
      <p role="status" className={cx(styles.result, result !== undefined && styles[result])}>
        {result !== undefined && t(`messages.verify.${result}`, { name })}
      </p>
      <ProblemNote problem={marking.problem} />
      <div className={cx(styles.actions)}>
        <Button variant="primary" onPress={() => mark(true)} isDisabled={result === 'differs'}>
          {t('messages.verify.yes')}
        </Button>
        <Button onPress={() => mark(false)}>{t('messages.verify.no')}</Button>
      </div>
    </>
  );
}
