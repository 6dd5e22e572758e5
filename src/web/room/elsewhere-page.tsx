import { AppWindow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { MessagePage } from '../design/message-page.tsx';

/** Another tab is in this call: offers to move it here. */
export function ElsewherePage({ onMoveHere }: { onMoveHere: () => void }) {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  return (
    <MessagePage
      icon={<Icon of={AppWindow} size="large" />}
      title={t('problem.elsewhere.title')}
      text={t('problem.elsewhere.text')}
      onHome={navigation.openStart}
      actions={
        <>
          <Button variant="primary" size="large" onPress={onMoveHere}>
            {t('problem.elsewhere.action')}
          </Button>
          <Button size="large" onPress={navigation.openStart}>
            {t('app.home')}
          </Button>
        </>
      }
    />
  );
}
