import { useTranslation } from 'react-i18next';
import type { Call } from '../../../client/api.ts';
import { useDevice } from '../../app/device.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Video } from '../../design/video.tsx';
import type { RoomAddress } from '../../room/room-address.ts';
import { Invite } from '../sheet/invite.tsx';
import styles from './alone.module.css';

/** While nobody else is there: one's own picture on the whole stage, and the way to bring others in. */
export function Alone({ room, call }: { room: RoomAddress; call: Call }) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { mirrored } = useSignal(preferences);
  const camera = useSignal(call.media.camera.state);
  return (
    <div className={cx(styles.alone)}>
      {camera.kind === 'on' && (
        <article data-self aria-label={t('tile.you')} className={cx(styles.self)}>
          <Video track={camera.track} className={cx(styles.video, mirrored && styles.mirrored)} />
        </article>
      )}
      <section className={cx(styles.card)}>
        <h1 className={cx(styles.title)}>{t('invite.aloneTitle')}</h1>
        <p className={cx(styles.text)}>{t('invite.aloneText')}</p>
        <Invite room={room} call={call} />
      </section>
    </div>
  );
}
