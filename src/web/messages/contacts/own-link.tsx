import { QrCode as QrIcon } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountSection } from '../../account/account-section.tsx';
import { useShareOrigin } from '../../app/use-share-origin.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { CopyLink } from '../../design/copy-link.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './own-link.module.css';

const QrCode = lazy(() => import('../verify/qr-code.tsx'));

/** The link by which others find one, and know at once that it is the right person. */
export function OwnLink() {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const path = useSignal(messenger.personalPath);
  const origin = useShareOrigin();
  const [isShown, setShown] = useState(false);
  if (path === undefined) return null;
  const link = new URL(path, origin).href;
  return (
    <AccountSection title={t('messages.ownLink.title')} note={t('messages.ownLink.note')}>
      <TextField label={t('messages.ownLink.label')} value={link} isReadOnly isCode />
      <div className={cx(styles.actions)}>
        <CopyLink link={link} label={t('messages.ownLink.copy')} variant="secondary" />
        <Button icon={<Icon of={QrIcon} />} onPress={() => setShown(!isShown)}>
          {t(isShown ? 'messages.ownLink.hideQr' : 'messages.ownLink.showQr')}
        </Button>
      </div>
      {isShown && (
        <div className={cx(styles.code)}>
          <Suspense fallback={<Spinner />}>
            <QrCode text={link} label={t('messages.ownLink.qr')} />
          </Suspense>
        </div>
      )}
    </AccountSection>
  );
}
