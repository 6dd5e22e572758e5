import type { LucideIcon } from 'lucide-react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import styles from './action-menu.module.css';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';

export interface ActionMenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** For what takes something away. */
  readonly isDanger?: boolean;
  /** For what shows more in the menu's place. */
  readonly keepsOpen?: boolean;
  readonly perform: () => void;
}

export interface ActionMenuProps {
  label: string;
  entries: readonly ActionMenuEntry[];
  /** Called before what was chosen is done, unless it keeps the menu open. */
  onClose: () => void;
}

/** A list of things to do, for a popover. */
export function ActionMenu({ label, entries, onClose }: ActionMenuProps) {
  return (
    <Menu aria-label={label} autoFocus="first" className={cx(styles.menu)}>
      {entries.map((entry) => (
        <MenuItem
          key={entry.id}
          id={entry.id}
          textValue={entry.label}
          onAction={() => {
            if (entry.keepsOpen !== true) onClose();
            entry.perform();
          }}
          className={cx(styles.item, entry.isDanger === true && styles.danger)}
        >
          <Icon of={entry.icon} />
          <span>{entry.label}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}
