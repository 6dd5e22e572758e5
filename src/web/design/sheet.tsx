import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './sheet.module.css';

export interface SheetProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page: in the middle of a wide window, from below on a phone. Escape closes it. */
export function Sheet({ title, isOpen, onClose, children }: SheetProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <Dialog className={cx(styles.dialog)}>
          <header className={cx(styles.header)}>
            <Heading slot="title" level={2} className={cx(styles.title)}>
              {title}
            </Heading>
            <IconButton label={t('app.close')} onPress={onClose}>
              <Icon of={X} />
            </IconButton>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It may be longer than the window, with nothing inside to carry the focus down. */}
          <section aria-label={title} tabIndex={0} className={cx(styles.body)}>
            {children}
          </section>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
