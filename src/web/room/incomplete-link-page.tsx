import { Unlink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { MessagePage } from '../design/message-page.tsx';
import { usePastedRoom } from '../start/use-pasted-room.ts';

/** The address of an encrypted room without its secret. There is nothing to join with. */
export function IncompleteLinkPage() {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  usePastedRoom();
  return (
    <MessagePage
      icon={<Icon of={Unlink} size="large" />}
      title={t('incompleteLink.title')}
      text={t('incompleteLink.text')}
      onHome={navigation.openStart}
      actions={
        <Button variant="primary" size="large" onPress={navigation.openStart}>
          {t('incompleteLink.paste')}
        </Button>
      }
    />
  );
}
