import { Check, Copy, Share2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProtocolError } from '../../../protocol/errors.ts';
import { formatRoomCode } from '../../../protocol/identifiers.ts';
import { roomPath } from '../../app/navigation.ts';
import { useServices } from '../../app/services.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { TextField } from '../../design/text-field.tsx';
import styles from './invite.module.css';

/** The ways to bring others in: copy the link, hand it to another app, read the code aloud. */
export function Invite({ roomId }: { roomId: string }) {
  const { t } = useTranslation();
  const origin = useShareOrigin();
  const link = new URL(roomPath(roomId), origin).href;
  const [copying, setCopying] = useState<'copied' | 'failed'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopying('copied');
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setCopying('failed');
    }
  };
  const share = async () => {
    try {
      await navigator.share({ title: t('app.name'), text: t('invite.shareText'), url: link });
    } catch (error) {
      // Closing the share sheet is no failure.
      if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
    }
  };
  return (
    <div className={cx(styles.invite)}>
      <div data-invite="link">
        <TextField label={t('invite.link')} value={link} isReadOnly isCode />
      </div>
      <div className={cx(styles.actions)}>
        <Button
          variant="primary"
          icon={<Icon of={copying === 'copied' ? Check : Copy} />}
          onPress={() => void copy()}
        >
          {t(copying === 'copied' ? 'invite.copied' : 'invite.copy')}
        </Button>
        {'share' in navigator && (
          <Button icon={<Icon of={Share2} />} onPress={() => void share()}>
            {t('invite.share')}
          </Button>
        )}
      </div>
      {copying === 'failed' && <p role="alert">{t('invite.copyFailed')}</p>}
      <div className={cx(styles.aloud)}>
        <p className={cx(styles.caption)}>{t('invite.code')}</p>
        <p className={cx(styles.code)}>
          {formatRoomCode(roomId)
            .split('-')
            .map((group) => (
              <span key={group}>{group}</span>
            ))}
        </p>
        <p data-invite="hint" className={cx(styles.caption)}>
          {t('invite.codeHint', { host: new URL(origin).host })}
        </p>
      </div>
    </div>
  );
}

/** Where others find this server; until it has said so, where this page was found. */
function useShareOrigin(): string {
  const { server } = useServices();
  const [origin, setOrigin] = useState(window.location.origin);
  useEffect(() => {
    let isShown = true;
    server.bootstrap().then(
      ({ shareOrigin }) => isShown && setOrigin(shareOrigin),
      (error: unknown) => {
        // The page's own address leads here, too.
        if (!(error instanceof ProtocolError)) throw error;
      },
    );
    return () => {
      isShown = false;
    };
  }, [server]);
  return origin;
}
