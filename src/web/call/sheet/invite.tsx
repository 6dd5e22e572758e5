import { Share2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../client/api.ts';
import { Button } from '../../design/button.tsx';
import { CopyLink } from '../../design/copy-link.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { TextField } from '../../design/text-field.tsx';
import type { RoomAddress } from '../../room/room-address.ts';
import styles from './invite.module.css';
import { useRoomLink } from './use-room-link.ts';

/** The ways to bring others in: copy the link, or hand it to another app. */
export function Invite({ room, call }: { room: RoomAddress; call: Call }) {
  const { t } = useTranslation();
  const link = useRoomLink(room, call);
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
        <CopyLink link={link} label={t('invite.copy')} variant="primary" />
        {'share' in navigator && (
          <Button icon={<Icon of={Share2} />} onPress={() => void share()}>
            {t('invite.share')}
          </Button>
        )}
      </div>
      <p data-invite="hint" className={cx(styles.caption)}>
        {t(room.encrypted ? 'invite.hint' : 'security.unencrypted')}
      </p>
    </div>
  );
}
