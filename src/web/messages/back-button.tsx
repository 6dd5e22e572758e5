import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { IconButton } from '../design/icon-button.tsx';
import { messagesPaths } from './messages-path.ts';
import { useMessages } from './use-messages.ts';

/** Back to the list, where it does not stand beside. */
export function BackButton() {
  const { t } = useTranslation();
  const { open } = useMessages();
  return (
    <IconButton label={t('messages.back')} onPress={() => open(messagesPaths.list)}>
      <Icon of={ArrowLeft} />
    </IconButton>
  );
}
