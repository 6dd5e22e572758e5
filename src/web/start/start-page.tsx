import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createInvitation } from '../../client/invitation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { useDevice } from '../app/device.ts';
import { type Problem, problemOf } from '../app/problem.ts';
import type { Route } from '../app/route.ts';
import { useServices } from '../app/services.ts';
import { Brand } from '../design/brand.tsx';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { TextField } from '../design/text-field.tsx';
import { RoomMemory } from '../room/room-memory.ts';
import { AccountCorner } from './account-corner.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { RoomLight } from './room-light.tsx';
import styles from './start-page.module.css';
import { judgeTypedRoom } from './typed-room.ts';
import { usePastedRoom } from './use-pasted-room.ts';

/** Where every call begins: make a room, or join one. */
export function StartPage({ arrival }: { arrival: Exclude<Route['kind'], 'room' | 'account' | 'messages'> }) {
  const { t } = useTranslation();
  const { navigation, storage, tabStorage } = useDevice();
  const { server } = useServices();
  const [link, setLink] = useState('');
  const [linkError, setLinkError] = useState<string>();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<Problem>();

  useEffect(() => {
    document.title = t('title.start');
  }, [t]);

  usePastedRoom(
    useCallback(
      (text: string) => {
        setLink(text);
        setLinkError(t('start.link.incomplete'));
      },
      [t],
    ),
  );

  const memoryOf = (roomId: string) => new RoomMemory(roomId, { device: storage, tab: tabStorage });

  const join = () => {
    const typed = judgeTypedRoom(link, (roomId) => memoryOf(roomId).invitation !== undefined);
    if (typed.kind === 'room') navigation.openLink(typed.link);
    else setLinkError(t(`start.link.${typed.kind}`));
  };

  const start = async () => {
    setStarting(true);
    setFailure(undefined);
    try {
      const { roomId, moderatorKey } = await server.createRoom();
      memoryOf(roomId).keepModeratorKey(moderatorKey);
      navigation.openLink({ roomId, encrypted: true, invitation: createInvitation() });
    } catch (error) {
      setFailure(problemOf(error));
      if (!(error instanceof ProtocolError)) throw error;
    } finally {
      setStarting(false);
    }
  };

  return (
    <div className={cx(styles.page)}>
      <RoomLight />
      <header className={cx(styles.header)}>
        <Brand />
        <div className={cx(styles.corner)}>
          <LanguageChoice />
          <AccountCorner />
        </div>
      </header>
      <main className={cx(styles.main)}>
        <div className={cx(styles.welcome)}>
          <h1 className={cx(styles.title)}>{t('start.title')}</h1>
          <p className={cx(styles.lead)}>{t('start.lead')}</p>
        </div>
        <div className={cx(styles.panel)}>
          {arrival === 'wrong-code' && <p className={cx(styles.note)}>{t('start.brokenLink')}</p>}
          {arrival === 'unknown' && <p className={cx(styles.note)}>{t('start.unknownPage')}</p>}
          <Button variant="primary" size="large" isBusy={starting} onPress={() => void start()}>
            {starting ? t('start.starting') : t('start.startRoom')}
          </Button>
          {failure !== undefined && (
            <p role="alert" className={cx(styles.failure)}>
              {t(`problem.${failure}.title`)}. {t(`problem.${failure}.text`)}
            </p>
          )}
          <p className={cx(styles.or)}>{t('start.or')}</p>
          <form
            noValidate
            className={cx(styles.join)}
            onSubmit={(event) => {
              event.preventDefault();
              join();
            }}
          >
            <TextField
              label={t('start.link.label')}
              placeholder={t('start.link.placeholder')}
              value={link}
              onChange={(value) => {
                setLink(value);
                setLinkError(undefined);
              }}
              error={linkError}
              autoComplete="off"
              inputMode="url"
              isCode
            />
            <Button type="submit" size="large">
              {t('start.join')}
            </Button>
          </form>
        </div>
      </main>
    </div>
  );
}
