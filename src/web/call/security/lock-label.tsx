import type { TFunction } from 'i18next';
import { LockKeyhole, LockKeyholeOpen, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Spinner } from '../../design/spinner.tsx';
import styles from './lock-label.module.css';
import type { LockState } from './lock-state.ts';
import type { SecurityViewModel } from './security-view-model.ts';

/** The lock with its words; `isShort` where there is room for few. */
export function LockLabel({ security, isShort = false }: { security: SecurityViewModel; isShort?: boolean }) {
  const { t } = useTranslation();
  const lock = useSignal(security.lock);
  return (
    <span data-lock={lock.kind} className={cx(styles.label)}>
      <LockIcon lock={lock} />
      {isShort ? (
        <span>{shortLockWords(lock, t)}</span>
      ) : (
        <>
          <span className={cx(styles.full)}>{lockWords(lock, t)}</span>
          <span className={cx(styles.short)}>{shortLockWords(lock, t)}</span>
        </>
      )}
    </span>
  );
}

/** What the lock says, in a sentence. */
export function lockWords(lock: LockState, t: TFunction): string {
  if (lock.kind !== 'encrypted') return t(`lock.${wordsKey(lock)}`);
  const people = t('people.count', { count: lock.people });
  return lock.unverified === 0
    ? t('lock.allVerified', { people })
    : t('lock.encrypted', { people, unverified: t('lock.unverified', { count: lock.unverified }) });
}

function shortLockWords(lock: LockState, t: TFunction): string {
  if (lock.kind !== 'encrypted') return t(`lock.short.${wordsKey(lock)}`);
  return lock.unverified === 0
    ? t('lock.short.allVerified')
    : t('lock.short.encrypted', { unverified: t('lock.unverified', { count: lock.unverified }) });
}

function wordsKey(lock: Exclude<LockState, { kind: 'encrypted' }>) {
  return lock.kind === 'entering' && lock.takesLong ? 'takesLong' : lock.kind;
}

function LockIcon({ lock }: { lock: LockState }) {
  switch (lock.kind) {
    case 'entering':
      return <Spinner />;
    case 'alarm':
      return <Icon of={ShieldAlert} />;
    case 'not-encrypted':
      return <Icon of={LockKeyholeOpen} />;
    case 'alone':
      return <Icon of={LockKeyhole} />;
    case 'encrypted':
      return <Icon of={lock.unverified === 0 ? ShieldCheck : LockKeyhole} />;
  }
}
