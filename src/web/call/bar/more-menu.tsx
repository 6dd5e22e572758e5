import type { LucideIcon } from 'lucide-react';
import {
  CircleHelp,
  Ellipsis,
  Eye,
  EyeOff,
  Grid2x2,
  Maximize,
  Minimize,
  MonitorUp,
  MonitorX,
  PictureInPicture2,
  Presentation,
  Settings,
  UserPlus,
} from 'lucide-react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../../app/device.ts';
import { setPreference } from '../../app/preferences.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import styles from './more-menu.module.css';

/** A browser window's own ability, undefined where it has none. */
export interface WindowMode {
  isOn: boolean;
  toggle: () => void;
}

export interface MoreMenuProps {
  model: CallViewModel;
  fullScreen: WindowMode | undefined;
  pictureInPicture: WindowMode | undefined;
}

interface Entry {
  id: string;
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  perform: () => void;
  /** Shown where the bar has no room for the control itself. */
  isForPhones?: boolean;
}

export function MoreMenu({ model, fullScreen, pictureInPicture }: MoreMenuProps) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { layout, selfViewHidden } = useSignal(preferences);
  const { screen } = model.call.media;
  const isSharing = useSignal(screen.state).kind === 'on';
  const entries: Entry[] = [
    {
      id: 'invite',
      label: t('more.invite'),
      icon: UserPlus,
      shortcut: 'I',
      perform: () => model.openSheet('invite'),
    },
    ...(screen.supported
      ? [
          {
            id: 'share',
            label: t(isSharing ? 'bar.stopShare' : 'bar.share'),
            icon: isSharing ? MonitorX : MonitorUp,
            isForPhones: true,
            perform: () => model.toggleScreen(),
          },
        ]
      : []),
    {
      id: 'layout',
      label: t(layout === 'grid' ? 'more.speakerLayout' : 'more.gridLayout'),
      icon: layout === 'grid' ? Presentation : Grid2x2,
      shortcut: 'L',
      perform: () => model.toggleLayout(),
    },
    {
      id: 'self',
      label: t(selfViewHidden ? 'more.showSelf' : 'more.hideSelf'),
      icon: selfViewHidden ? Eye : EyeOff,
      perform: () => setPreference(preferences, { selfViewHidden: !selfViewHidden }),
    },
    ...(pictureInPicture === undefined
      ? []
      : [
          {
            id: 'picture-in-picture',
            label: t(pictureInPicture.isOn ? 'more.closePictureInPicture' : 'more.pictureInPicture'),
            icon: PictureInPicture2,
            shortcut: 'W',
            perform: pictureInPicture.toggle,
          },
        ]),
    ...(fullScreen === undefined
      ? []
      : [
          {
            id: 'full-screen',
            label: t(fullScreen.isOn ? 'more.leaveFullScreen' : 'more.fullScreen'),
            icon: fullScreen.isOn ? Minimize : Maximize,
            shortcut: 'F',
            perform: fullScreen.toggle,
          },
        ]),
    {
      id: 'settings',
      label: t('more.settings'),
      icon: Settings,
      shortcut: ',',
      perform: () => model.openSheet('settings'),
    },
    {
      id: 'help',
      label: t('more.help'),
      icon: CircleHelp,
      shortcut: '?',
      perform: () => model.openSheet('help'),
    },
  ];
  return (
    <MenuTrigger onOpenChange={(isOpen) => model.bar.hold('menu', isOpen)}>
      <IconButton variant="bar" label={t('bar.more')}>
        <Icon of={Ellipsis} size="large" />
      </IconButton>
      <Popover className={cx(styles.popover)} offset={12} placement="top">
        <Menu aria-label={t('bar.more')} className={cx(styles.menu)}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              onAction={entry.perform}
              className={cx(styles.item, entry.isForPhones === true && styles.forPhones)}
            >
              <Icon of={entry.icon} />
              <span>{entry.label}</span>
              {entry.shortcut !== undefined && (
                <kbd aria-hidden className={cx(styles.key)}>
                  {entry.shortcut}
                </kbd>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
