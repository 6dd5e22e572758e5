import { Ear, LockKeyholeOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import type { RoomAddress } from '../../room/room-address.ts';
import type { CallViewModel } from '../call-view-model.ts';
import { AlarmBanners } from './alarm-banners.tsx';
import { CompareCodes } from './compare-codes.tsx';
import { MemberList } from './member-list.tsx';
import { RenewLink } from './renew-link.tsx';
import styles from './security-sheet.module.css';

/** Who can see and hear this call, how to be sure of it, and who can still come in: the truth in words. */
export function SecuritySheet({ model, room }: { model: CallViewModel; room: RoomAddress }) {
  const { t } = useTranslation();
  const { call, security } = model;
  const { encryption } = security;
  const locked = useSignal(call.locked);
  const selectsSpeakers = useSignal(call.selectsSpeakers);
  const isModerator = useSignal(call.me)?.role === 'moderator';
  return (
    <div className={cx(styles.security)}>
      {encryption === undefined ? (
        <>
          <p className={cx(styles.unencrypted)}>
            <Icon of={LockKeyholeOpen} />
            {t('security.unencrypted')}
          </p>
          <p>{t('security.unencryptedAdvice')}</p>
        </>
      ) : (
        <>
          <AlarmBanners security={security} />
          <p>{t('security.text')}</p>
          {selectsSpeakers && (
            <p className={cx(styles.selects)}>
              <Icon of={Ear} />
              {t('security.selectsSpeakers')}
            </p>
          )}
          <CompareCodes encryption={encryption} security={security} />
          <MemberList encryption={encryption} security={security} />
        </>
      )}
      <p>{t(locked ? 'security.locked' : 'security.open')}</p>
      {encryption !== undefined && isModerator && <RenewLink call={call} room={room} security={security} />}
    </div>
  );
}
