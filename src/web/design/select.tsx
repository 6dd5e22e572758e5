import { Check, ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import styles from './select.module.css';

export interface Option {
  id: string;
  label: string;
}

export interface SelectProps {
  label: string;
  options: readonly Option[];
  selectedId: string;
  onSelect: (id: string) => void;
  /** Keeps the label for assistive technology only. */
  isLabelHidden?: boolean;
  isDisabled?: boolean;
}

export function Select({
  label,
  options,
  selectedId,
  onSelect,
  isLabelHidden = false,
  isDisabled = false,
}: SelectProps) {
  return (
    <AriaSelect
      className={cx(styles.field)}
      value={selectedId}
      onChange={(key) => typeof key === 'string' && onSelect(key)}
      isDisabled={isDisabled}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : cx(styles.label)}>{label}</Label>
      <Button className={cx(styles.button)}>
        <SelectValue className={cx(styles.value)} />
        <Icon of={ChevronDown} size="small" />
      </Button>
      <Popover className={cx(styles.popover)} offset={4}>
        <ListBox items={options} className={cx(styles.list)}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={cx(styles.option)}>
              {({ isSelected }) => (
                <>
                  <span className={cx(styles.optionLabel)}>{option.label}</span>
                  {isSelected && <Icon of={Check} size="small" />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
