import { CircleUserRound, Contact, House, LogOut, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../account/account-form.tsx';
import { useAccounts } from '../../account/use-accounts.ts';
import { useTask } from '../../account/use-task.ts';
import { useDevice } from '../../app/device.ts';
import { useSignal } from '../../app/use-signal.ts';
import menuStyles from '../../design/action-menu.module.css';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { messagesPaths } from '../messages-path.ts';
import { PersonAvatar } from '../person-avatar.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './list-header.module.css';
import { NewConversation } from './new-conversation.tsx';

const presences = ['online', 'away', 'busy', 'invisible'] as const;

/** Who one is and how one is seen, and the ways to people and new conversations. */
export function ListHeader({ isAlone, isContacts }: { isAlone: boolean; isContacts: boolean }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const contacts = useSignal(messenger.contacts);
  const accounts = useAccounts();
  const task = useTask();
  const [isMaking, setMaking] = useState(false);
  const requests = contacts.filter(({ state }) => state === 'asking').length;
  const Title = isAlone ? 'h1' : 'h2';
  return (
    <header className={cx(styles.header)}>
      <OwnMenu onLogOut={() => task.run(() => accounts.logOut())} />
      <Title className={cx(styles.title)}>{t('messages.list.title')}</Title>
      <IconButton
        label={
          requests > 0 ? t('messages.list.contactsWith', { count: requests }) : t('messages.contacts.title')
        }
        tone={isContacts ? 'active' : 'neutral'}
        badge={requests > 0 ? String(requests) : undefined}
        onPress={() => open(messagesPaths.contacts)}
      >
        <Icon of={Contact} />
      </IconButton>
      <IconButton label={t('messages.new.title')} onPress={() => setMaking(true)}>
        <Icon of={SquarePen} />
      </IconButton>
      <ProblemNote problem={task.problem} />
      <NewConversation isOpen={isMaking} onClose={() => setMaking(false)} />
    </header>
  );
}

function OwnMenu({ onLogOut }: { onLogOut: () => void }) {
  const { t } = useTranslation();
  const { messenger, me } = useMessages();
  const { navigation } = useDevice();
  const presence = useSignal(messenger.presence);
  const label = t('messages.own.menu', {
    name: me.displayName,
    presence: t(`messages.presence.${presence}`),
  });
  return (
    <MenuTrigger>
      <Button className={cx(styles.own)}>
        <span aria-hidden className={cx(styles.face)}>
          <PersonAvatar name={me.displayName} presence={presence} />
        </span>
        <span className="visually-hidden">{label}</span>
      </Button>
      <Popover className={cx(menuStyles.popover)}>
        <Menu aria-label={label} className={cx(menuStyles.menu)}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[presence]}
            onSelectionChange={(keys) => {
              const chosen = presences.find((one) => keys === 'all' || keys.has(one));
              if (chosen !== undefined) messenger.setPresence(chosen);
            }}
          >
            <Header className={cx(styles.who)}>
              <span className={cx(styles.name)}>{me.displayName}</span>
              <span className={cx(styles.handle)}>{me.handle}</span>
            </Header>
            {presences.map((one) => (
              <MenuItem key={one} id={one} className={cx(menuStyles.item, styles.choice)}>
                <span aria-hidden className={cx(styles.dot)}>
                  <PersonAvatar name="" presence={one} />
                </span>
                <span>{t(`messages.presence.${one}`)}</span>
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className={cx(styles.separator)} />
          <MenuSection aria-label={t('messages.own.account')}>
            <MenuItem
              id="account"
              onAction={() => navigation.openAccount('account')}
              className={cx(menuStyles.item)}
            >
              <Icon of={CircleUserRound} />
              <span>{t('messages.own.account')}</span>
            </MenuItem>
            <MenuItem id="home" onAction={() => navigation.openStart()} className={cx(menuStyles.item)}>
              <Icon of={House} />
              <span>{t('app.home')}</span>
            </MenuItem>
            <MenuItem id="log-out" onAction={onLogOut} className={cx(menuStyles.item)}>
              <Icon of={LogOut} />
              <span>{t('account.logOut')}</span>
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
