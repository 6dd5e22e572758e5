import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './confirmation.module.css';
import { cx } from './cx.ts';

export interface ConfirmationProps {
  title: string;
  /** What will be lost. */
  text: string;
  confirmLabel: string;
  cancelLabel?: string;
  isOpen: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be undone. The focus starts on the way back. */
export function Confirmation({
  title,
  text,
  confirmLabel,
  cancelLabel,
  isOpen,
  onConfirm,
  onCancel,
}: ConfirmationProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => !open && onCancel()}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <Dialog role="alertdialog" className={cx(styles.dialog)}>
          <Heading slot="title" level={2} className={cx(styles.title)}>
            {title}
          </Heading>
          <p className={cx(styles.text)}>{text}</p>
          <div className={cx(styles.actions)}>
            <Button autoFocus onPress={onCancel}>
              {cancelLabel ?? t('app.cancel')}
            </Button>
            <Button variant="danger" onPress={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
