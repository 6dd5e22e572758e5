import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import styles from './page-dots.module.css';
import type { StageViewModel } from './stage-view-model.ts';

/** The way to the pictures that do not fit on this page. */
export function PageDots({ stage, isRaised }: { stage: StageViewModel; isRaised: boolean }) {
  const { t } = useTranslation();
  const page = useSignal(stage.page);
  const count = useSignal(stage.pageCount);
  if (count < 2) return null;
  return (
    <nav aria-label={t('stage.pages')} className={cx(styles.pages, isRaised && styles.raised)}>
      <IconButton
        variant="tile"
        label={t('stage.previousPage')}
        isDisabled={page === 0}
        onPress={() => stage.turnPage(-1)}
      >
        <Icon of={ChevronLeft} />
      </IconButton>
      <p className={cx(styles.dots)}>
        <span className="visually-hidden">{t('stage.page', { page: page + 1, count })}</span>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: The pages have no other name than their number.
          <span key={index} aria-hidden className={cx(styles.dot, index === page && styles.present)} />
        ))}
      </p>
      <IconButton
        variant="tile"
        label={t('stage.nextPage')}
        isDisabled={page === count - 1}
        onPress={() => stage.turnPage(1)}
      >
        <Icon of={ChevronRight} />
      </IconButton>
    </nav>
  );
}
