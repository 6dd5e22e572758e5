import { Ear } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import styles from './notices.module.css';

/** Says that the server is told who speaks, until the person has read it; and again when that begins anew. */
export function SelectionNotice({ model }: { model: CallViewModel }) {
  const selects = useSignal(model.call.selectsSpeakers);
  return selects ? <Unread /> : null;
}

function Unread() {
  const { t } = useTranslation();
  const [isRead, setRead] = useState(false);
  if (isRead) return null;
  return (
    <div role="status" className={cx(styles.notice)}>
      <Icon of={Ear} />
      <p>{t('notice.selectsSpeakers')}</p>
      <Button onPress={() => setRead(true)}>{t('notice.understood')}</Button>
    </div>
  );
}
