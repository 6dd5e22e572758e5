import { Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Switch } from '../../design/switch.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import { OwnRow } from './own-row.tsx';
import { ParticipantRow } from './participant-row.tsx';
import styles from './people-panel.module.css';

/** Everyone in the room; for a moderator, with the means to keep it in order. */
export function PeoplePanel({ model }: { model: CallViewModel }) {
  const { t } = useTranslation();
  const participants = useSignal(model.call.participants);
  const me = useSignal(model.call.me);
  const locked = useSignal(model.call.locked);
  const isModerator = me?.role === 'moderator';
  return (
    <div className={cx(styles.people)}>
      <Button variant="primary" onPress={() => model.openSheet('invite')}>
        {t('more.invite')}
      </Button>
      <p className={cx(styles.count)}>{t('people.count', { count: participants.length + 1 })}</p>
      <ul className={cx(styles.list)}>
        {me !== undefined && <OwnRow me={me} media={model.call.media} />}
        {participants.map((participant) => (
          <ParticipantRow
            key={participant.id}
            participant={participant}
            model={model}
            mayModerate={isModerator}
          />
        ))}
      </ul>
      {isModerator && (
        <div className={cx(styles.room)}>
          <Switch
            isSelected={locked}
            hint={t('people.lockHint')}
            onChange={(value) => void model.ask((call) => call.setLocked(value))}
          >
            {t('people.lock')}
          </Switch>
          <Button icon={<Icon of={Phone} />} onPress={() => model.openSheet('end-for-everyone')}>
            {t('people.closeRoom')}
          </Button>
        </div>
      )}
    </div>
  );
}
