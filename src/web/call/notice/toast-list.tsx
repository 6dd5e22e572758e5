import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { formatNames } from '../../i18n/format.ts';
import styles from './toast-list.module.css';
import type { Happening, Toasts } from './toasts.ts';

/** The last happenings, read aloud as they come. */
export function ToastList({ toasts }: { toasts: Toasts }) {
  const { t, i18n } = useTranslation();
  const shown = useSignal(toasts.shown);
  return (
    <div role="log" aria-label={t('notice.label')} className={cx(styles.toasts)}>
      {shown.map((toast) => (
        <p key={toast.id} className={cx(styles.toast)}>
          {wordsOf(toast.happening, t, i18n.language)}
        </p>
      ))}
    </div>
  );
}

function wordsOf(happening: Happening, t: TFunction, language: string): string {
  switch (happening.kind) {
    case 'joined':
      return t('notice.joined', {
        names: formatNames(
          happening.people.map(({ name, trust }) =>
            trust === undefined
              ? name
              : t('trust.nameWithTrust', { name, trust: t(`trust.inSentence.${trust}`) }),
          ),
          language,
        ),
      });
    case 'left':
      return t('notice.left', { name: happening.name });
    case 'muted-by-moderator':
      return t(`people.mutedByModerator.${happening.source}`);
    case 'lock':
      return t(happening.locked ? 'notice.locked' : 'notice.unlocked');
    case 'failed':
      return t('people.failed', { reason: happening.reason });
  }
}
