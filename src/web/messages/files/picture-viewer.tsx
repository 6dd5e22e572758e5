import { Download, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import type { OpenPicture } from './file-desk.ts';
import styles from './picture-viewer.module.css';
import { saveBlob } from './save-blob.ts';

/** A picture over the whole window. Escape closes it. */
export function PictureViewer({
  picture,
  onClose,
}: {
  picture: OpenPicture | undefined;
  onClose: () => void;
}) {
  return (
    <ModalOverlay
      isDismissable
      isOpen={picture !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <Dialog className={cx(styles.dialog)}>
          {picture !== undefined && <Picture picture={picture} onClose={onClose} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Picture({ picture, onClose }: { picture: OpenPicture; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, blob } = picture;
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return (
    <>
      <header className={cx(styles.header)}>
        <Heading slot="title" level={2} className={cx(styles.title)}>
          {name}
        </Heading>
        <IconButton
          variant="tile"
          label={t('messages.file.save', { name })}
          onPress={() => saveBlob(blob, name)}
        >
          <Icon of={Download} />
        </IconButton>
        <IconButton variant="tile" label={t('app.close')} onPress={onClose}>
          <Icon of={X} />
        </IconButton>
      </header>
      {address !== undefined && <img src={address} alt={name} className={cx(styles.picture)} />}
    </>
  );
}
