import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { Confirmation } from '../../design/confirmation.tsx';
import { Sheet } from '../../design/sheet.tsx';
import type { RoomAddress } from '../../room/room-address.ts';
import { Settings } from '../../settings/settings.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import { SecuritySheet } from '../security/security-sheet.tsx';
import { Connection } from './connection.tsx';
import { Help } from './help.tsx';
import { Invite } from './invite.tsx';

export interface CallSheetsProps {
  model: CallViewModel;
  room: RoomAddress;
  onLeave: () => void;
}

/** The sheets over the call, one at a time. People have a panel of their own. */
export function CallSheets({ model, room, onLeave }: CallSheetsProps) {
  const { t } = useTranslation();
  const sheet = useSignal(model.sheet);
  const others = useSignal(model.call.participants).length;
  const close = () => model.closeSheet();
  return (
    <>
      <Sheet title={t('invite.title')} isOpen={sheet === 'invite'} onClose={close}>
        <Invite room={room} call={model.call} />
      </Sheet>
      <Sheet title={t('settings.title')} isOpen={sheet === 'settings'} onClose={close}>
        <Settings call={model.call} onRename={(name) => void model.rename(name)} />
      </Sheet>
      <Sheet title={t('help.title')} isOpen={sheet === 'help'} onClose={close}>
        <Help />
      </Sheet>
      <Sheet title={t('security.title')} isOpen={sheet === 'security'} onClose={close}>
        <SecuritySheet model={model} room={room} />
      </Sheet>
      <Sheet title={t('quality.title')} isOpen={sheet === 'connection'} onClose={close}>
        <Connection call={model.call} />
      </Sheet>
      <Confirmation
        isOpen={sheet === 'leave'}
        title={t('leave.title')}
        text={t('leave.text')}
        confirmLabel={t('leave.confirm')}
        cancelLabel={t('leave.stay')}
        onCancel={close}
        onConfirm={onLeave}
      />
      <Confirmation
        isOpen={sheet === 'end-for-everyone'}
        title={t('people.closeTitle')}
        text={t('people.closeText', { count: others })}
        confirmLabel={t('people.closeConfirm')}
        onCancel={close}
        onConfirm={() => {
          close();
          void model.ask((call) => call.closeRoom());
        }}
      />
    </>
  );
}
