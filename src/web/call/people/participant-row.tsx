import { EllipsisVertical, Mic, MicOff } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../../client/api.ts';
import { useOptionalSignal } from '../../app/use-optional-signal.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Confirmation } from '../../design/confirmation.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import menuStyles from '../bar/more-menu.module.css';
import type { CallViewModel } from '../call-view-model.ts';
import { Standing } from '../security/standing.tsx';
import { tileKey } from '../tile/tile.ts';
import styles from './participant-row.module.css';

export interface ParticipantRowProps {
  participant: Participant;
  model: CallViewModel;
  mayModerate: boolean;
}

export function ParticipantRow({ participant, model, mayModerate }: ParticipantRowProps) {
  const { t } = useTranslation();
  const name = useSignal(participant.displayName);
  const microphone = useSignal(participant.microphone);
  const camera = useSignal(participant.camera);
  const screen = useSignal(participant.screen);
  const speaking = useSignal(participant.speaking);
  const muted = useOptionalSignal(microphone?.muted) ?? true;
  const cameraMuted = useOptionalSignal(camera?.muted) ?? true;
  const pinned = useSignal(model.stage.pinned) === tileKey(participant.id, 'camera');
  const [asksToRemove, setAsksToRemove] = useState(false);
  const { id } = participant;

  const actions = [
    {
      id: 'pin',
      label: t(pinned ? 'tile.unpin' : 'tile.pin', { name }),
      perform: () => model.stage.togglePin(tileKey(id, 'camera')),
    },
    mayModerate &&
      !muted && {
        id: 'mute',
        label: t('people.mute', { name }),
        perform: () => void model.ask((call) => call.muteParticipant(id, 'microphone')),
      },
    mayModerate &&
      !cameraMuted && {
        id: 'stop-camera',
        label: t('people.stopCamera', { name }),
        perform: () => void model.ask((call) => call.muteParticipant(id, 'camera')),
      },
    mayModerate &&
      screen !== undefined && {
        id: 'stop-screen',
        label: t('people.stopScreen', { name }),
        perform: () => void model.ask((call) => call.muteParticipant(id, 'screen')),
      },
    mayModerate && {
      id: 'remove',
      label: t('people.remove', { name }),
      perform: () => setAsksToRemove(true),
    },
  ].filter((action) => action !== false);

  return (
    <li className={cx(styles.row)}>
      <Avatar name={name} />
      <span className={cx(styles.words)}>
        <span className={cx(styles.name)}>{name}</span>
        <Standing security={model.security} memberId={id} role={participant.role} />
      </span>
      <span className={cx(styles.state, muted && styles.muted, speaking && styles.speaking)}>
        <Icon of={muted ? MicOff : Mic} />
        <span className="visually-hidden">
          {muted && t('tile.muted')}
          {speaking && t('tile.speaking')}
        </span>
      </span>
      <MenuTrigger>
        <IconButton label={t('tile.actions', { name })}>
          <Icon of={EllipsisVertical} />
        </IconButton>
        <Popover className={cx(menuStyles.popover)}>
          <Menu aria-label={t('tile.actions', { name })} className={cx(menuStyles.menu)}>
            {actions.map((action) => (
              <MenuItem key={action.id} id={action.id} onAction={action.perform} className={cx(styles.item)}>
                {action.label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Confirmation
        isOpen={asksToRemove}
        title={t('people.removeTitle', { name })}
        text={t('people.removeText', { name })}
        confirmLabel={t('people.removeConfirm')}
        onCancel={() => setAsksToRemove(false)}
        onConfirm={() => {
          setAsksToRemove(false);
          void model.ask((call) => call.removeParticipant(id));
        }}
      />
    </li>
  );
}
