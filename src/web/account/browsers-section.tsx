import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedSession } from '../../protocol/accounts.ts';
import type { Accounts } from '../app/services.ts';
import { Button } from '../design/button.tsx';
import { Confirmation } from '../design/confirmation.tsx';
import { cx } from '../design/cx.ts';
import { Spinner } from '../design/spinner.tsx';
import { formatMoment } from '../i18n/format.ts';
import { ProblemNote } from './account-form.tsx';
import styles from './account-page.module.css';
import { AccountSection } from './account-section.tsx';
import { useTask } from './use-task.ts';

/** Where the person is logged in, the browser in use first. */
export function BrowsersSection({ accounts }: { accounts: Accounts }) {
  const { t, i18n } = useTranslation();
  const [sessions, setSessions] = useState<readonly ListedSession[]>();
  const [isAsking, setAsking] = useState(false);
  const listing = useTask();
  const task = useTask();

  const list = () => listing.run(async () => setSessions(await accounts.sessions()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens.
  useEffect(list, []);

  const end = (sessionId: string) =>
    task.run(async () => {
      await accounts.endSession(sessionId);
      setSessions(sessions?.filter((session) => session.sessionId !== sessionId));
    });

  return (
    <AccountSection title={t('account.browsers.title')} note={t('account.browsers.note')}>
      {sessions === undefined && listing.problem === undefined && <Spinner />}
      {listing.problem !== undefined && (
        <div className={cx(styles.row)}>
          <ProblemNote problem={listing.problem} />
          <Button onPress={list}>{t('app.tryAgain')}</Button>
        </div>
      )}
      {sessions !== undefined && (
        <ul className={cx(styles.browsers)}>
          {sessions.map((session) => (
            <li key={session.sessionId} className={cx(styles.browser)}>
              <span className={cx(styles.browserWords)}>
                <span>{session.browser}</span>
                <span className={cx(styles.when)}>
                  {session.isCurrent
                    ? t('account.browsers.current')
                    : t('account.browsers.lastUsed', {
                        time: formatMoment(session.lastUsedAt, i18n.language),
                      })}
                </span>
              </span>
              {!session.isCurrent && (
                <Button
                  label={t('account.browsers.endNamed', { browser: session.browser })}
                  onPress={() => end(session.sessionId)}
                >
                  {t('account.browsers.end')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <ProblemNote problem={task.problem} />
      <div className={cx(styles.row)}>
        <Button onPress={() => task.run(() => accounts.logOut())}>{t('account.logOut')}</Button>
        <Button onPress={() => setAsking(true)}>{t('account.logOutEverywhere.action')}</Button>
      </div>
      <Confirmation
        title={t('account.logOutEverywhere.title')}
        text={t('account.logOutEverywhere.text')}
        confirmLabel={t('account.logOutEverywhere.action')}
        isOpen={isAsking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          task.run(() => accounts.logOutEverywhere());
        }}
      />
    </AccountSection>
  );
}
