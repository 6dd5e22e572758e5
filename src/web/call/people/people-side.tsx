import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '../../app/use-media-query.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Sheet } from '../../design/sheet.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import { PeoplePanel } from './people-panel.tsx';
import styles from './people-side.module.css';

/** People stand beside the stage where there is room, and over it where there is none. */
export function PeopleSide({ model }: { model: CallViewModel }) {
  const { t } = useTranslation();
  const isOpen = useSignal(model.sheet) === 'people';
  const hasRoom = useMediaQuery('(width >= 60rem)');
  const close = () => model.closeSheet();
  if (!hasRoom) {
    return (
      <Sheet title={t('people.title')} isOpen={isOpen} onClose={close}>
        <PeoplePanel model={model} />
      </Sheet>
    );
  }
  if (!isOpen) return null;
  return (
    <aside aria-label={t('people.title')} className={cx(styles.side)}>
      <header className={cx(styles.header)}>
        <h2 className={cx(styles.title)}>{t('people.title')}</h2>
        <IconButton label={t('app.close')} onPress={close}>
          <Icon of={X} />
        </IconButton>
      </header>
      <div className={cx(styles.body)}>
        <PeoplePanel model={model} />
      </div>
    </aside>
  );
}
