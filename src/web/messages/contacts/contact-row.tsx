import { Ellipsis, MessageCircle, ShieldCheck, ShieldOff, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import menuStyles from '../../design/action-menu.module.css';
import { ActionMenu, type ActionMenuEntry } from '../../design/action-menu.tsx';
import { Button } from '../../design/button.tsx';
import { Confirmation } from '../../design/confirmation.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { messagesPaths } from '../messages-path.ts';
import { PersonRow } from '../person-row.tsx';
import { useMessages } from '../use-messages.ts';
import { VerifySheet } from '../verify/verify-sheet.tsx';

type Risk = 'remove' | 'block';

/** Somebody one is in touch with in whatever way, and what can be done about it. */
export function ContactRow({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const [risk, setRisk] = useState<Risk>();
  const [isVerifying, setVerifying] = useState(false);
  const task = useTask();
  const { accountId, displayName: name, state, handle, presence } = contact;
  const isAccepted = state === 'accepted';

  const perform = {
    ask: () => task.run(() => messenger.askContact(accountId)),
    ignore: () => task.run(() => messenger.ignoreContact(accountId)),
    remove: () => task.run(() => messenger.removeContact(accountId)),
    block: () => task.run(() => messenger.blockContact(accountId)),
    write: () =>
      task.run(async () => open(messagesPaths.conversation(await messenger.openDirect(accountId)))),
  };
  const block: ActionMenuEntry = {
    id: 'block',
    label: t('messages.contacts.block'),
    icon: ShieldOff,
    isDanger: true,
    perform: () => setRisk('block'),
  };
  const entries: ActionMenuEntry[] = isAccepted
    ? [
        {
          id: 'verify',
          label: t('messages.changed.compare'),
          icon: ShieldCheck,
          perform: () => setVerifying(true),
        },
        {
          id: 'remove',
          label: t('messages.contacts.remove'),
          icon: UserMinus,
          perform: () => setRisk('remove'),
        },
        block,
      ]
    : [block];

  return (
    <>
      <PersonRow
        person={contact}
        presence={presence}
        note={isAccepted ? `${handle} · ${t(`messages.presence.${presence}`)}` : handle}
      >
        {isAccepted && (
          <IconButton label={t('messages.contacts.write', { name })} onPress={perform.write}>
            <Icon of={MessageCircle} />
          </IconButton>
        )}
        {(state === 'asking' || state === 'ignored') && (
          <Button
            variant={state === 'asking' ? 'primary' : 'secondary'}
            label={t('messages.contacts.acceptNamed', { name })}
            onPress={perform.ask}
          >
            {t('messages.contacts.accept')}
          </Button>
        )}
        {state === 'asking' && (
          <Button label={t('messages.contacts.ignoreNamed', { name })} onPress={perform.ignore}>
            {t('messages.contacts.ignore')}
          </Button>
        )}
        {state === 'asked' && (
          <Button label={t('messages.contacts.takeBackNamed', { name })} onPress={perform.remove}>
            {t('messages.contacts.takeBack')}
          </Button>
        )}
        {state === 'blocked' ? (
          <Button label={t('messages.contacts.unblockNamed', { name })} onPress={perform.remove}>
            {t('messages.contacts.unblock')}
          </Button>
        ) : (
          <ContactMenu label={t('messages.contacts.more', { name })} entries={entries} />
        )}
      </PersonRow>
      {task.problem !== undefined && (
        <li>
          <ProblemNote problem={task.problem} />
        </li>
      )}
      <VerifySheet person={isVerifying ? contact : undefined} onClose={() => setVerifying(false)} />
      <Confirmation
        title={t(`messages.contacts.${risk ?? 'remove'}Title`, { name })}
        text={t(`messages.contacts.${risk ?? 'remove'}Text`, { name })}
        confirmLabel={t(`messages.contacts.${risk ?? 'remove'}`)}
        isOpen={risk !== undefined}
        onCancel={() => setRisk(undefined)}
        onConfirm={() => {
          setRisk(undefined);
          if (risk !== undefined) perform[risk]();
        }}
      />
    </>
  );
}

function ContactMenu({ label, entries }: { label: string; entries: readonly ActionMenuEntry[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton label={label}>
        <Icon of={Ellipsis} />
      </IconButton>
      <Popover placement="bottom end" className={cx(menuStyles.popover)}>
        <ActionMenu label={label} entries={entries} onClose={() => setOpen(false)} />
      </Popover>
    </MenuTrigger>
  );
}
