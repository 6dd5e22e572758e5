import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { Confirmation } from '../../design/confirmation.tsx';
import { CopyLink } from '../../design/copy-link.tsx';
import { cx } from '../../design/cx.ts';
import type { RoomAddress } from '../../room/room-address.ts';
import { useRoomLink } from '../sheet/use-room-link.ts';
import styles from './security-sheet.module.css';
import type { SecurityViewModel } from './security-view-model.ts';

export interface RenewLinkProps {
  call: Call;
  room: RoomAddress;
  security: SecurityViewModel;
}

/** For a moderator: makes the links that are out there useless, and hands over the new one. */
export function RenewLink({ call, room, security }: RenewLinkProps) {
  const { t } = useTranslation();
  const renewal = useSignal(security.renewal);
  const link = useRoomLink(room, call);
  const [asks, setAsks] = useState(false);
  return (
    <section aria-labelledby="renew-link" className={cx(styles.part)}>
      <h3 id="renew-link" className={cx(styles.title)}>
        {t('security.renew.title')}
      </h3>
      <p>{t('security.renew.text')}</p>
      {renewal === 'failed' && (
        <p role="alert" className={cx(styles.failure)}>
          {t('security.renew.failed')}
        </p>
      )}
      {renewal === 'done' && <p role="status">{t('security.renew.done')}</p>}
      <div className={cx(styles.actions)}>
        {renewal === 'done' && <CopyLink link={link} label={t('security.renew.copy')} variant="primary" />}
        <Button isBusy={renewal === 'under-way'} onPress={() => setAsks(true)}>
          {t(renewal === 'under-way' ? 'security.renew.underWay' : 'security.renew.action')}
        </Button>
      </div>
      <Confirmation
        isOpen={asks}
        title={t('security.renew.confirmTitle')}
        text={t('security.renew.confirmText')}
        confirmLabel={t('security.renew.confirm')}
        onCancel={() => setAsks(false)}
        onConfirm={() => {
          setAsks(false);
          void security.renewLink();
        }}
      />
    </section>
  );
}
