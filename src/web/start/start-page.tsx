import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
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
import { LanguageChoice } from './language-choice.tsx';
import { judgeRoomCode, roomOfPastedLink } from './room-code.ts';
import { RoomLight } from './room-light.tsx';
import styles from './start-page.module.css';

/** Where every call begins: make a room, or join one. */
export function StartPage({ arrival }: { arrival: Exclude<Route['kind'], 'room'> }) {
  const { t } = useTranslation();
  const { navigation, storage, tabStorage } = useDevice();
  const { server } = useServices();
  const [code, setCode] = useState('');
  const [codeError, setCodeError] = useState<string>();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<Problem>();

  useEffect(() => {
    document.title = t('title.start');
  }, [t]);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const roomId = roomOfPastedLink(event.clipboardData?.getData('text') ?? '');
      if (roomId === undefined) return;
      event.preventDefault();
      navigation.openRoom(roomId);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [navigation]);

  const join = () => {
    const judgement = judgeRoomCode(code);
    if (judgement.kind === 'room') navigation.openRoom(judgement.roomId);
    else setCodeError(t(judgement.kind === 'missing' ? 'start.codeMissing' : 'start.codeWrong'));
  };

  const start = async () => {
    setStarting(true);
    setFailure(undefined);
    try {
      const { roomId, moderatorKey } = await server.createRoom();
      new RoomMemory(roomId, { device: storage, tab: tabStorage }).keepModeratorKey(moderatorKey);
      navigation.openRoom(roomId);
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
        <LanguageChoice />
      </header>
      <main className={cx(styles.main)}>
        <div className={cx(styles.welcome)}>
          <h1 className={cx(styles.title)}>{t('start.title')}</h1>
          <p className={cx(styles.lead)}>{t('start.lead')}</p>
        </div>
        <div className={cx(styles.panel)}>
          {arrival === 'wrong-code' && <p className={cx(styles.note)}>{t('start.codeFromLinkWrong')}</p>}
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
              label={t('start.codeLabel')}
              placeholder={t('start.codePlaceholder')}
              value={code}
              onChange={(value) => {
                setCode(value);
                setCodeError(undefined);
              }}
              error={codeError}
              autoComplete="off"
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
