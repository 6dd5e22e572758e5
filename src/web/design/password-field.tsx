import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './password-field.module.css';
import fieldStyles from './text-field.module.css';

export interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong and what to do; undefined while nothing is. */
  error?: string | undefined;
  /** Tells a password manager whether to fill in a password or to make one. */
  autoComplete: 'current-password' | 'new-password';
  autoFocus?: boolean;
}

/** A password, hidden until the person wants to see it. */
export function PasswordField({ label, error, ...rest }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <AriaTextField
      {...rest}
      type={isShown ? 'text' : 'password'}
      maxLength={1_024}
      validationBehavior="aria"
      isInvalid={error !== undefined}
      className={cx(fieldStyles.field)}
    >
      <Label className={cx(fieldStyles.label)}>{label}</Label>
      <div className={cx(styles.box)}>
        <Input
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
          className={cx(fieldStyles.input, styles.input)}
        />
        <span className={cx(styles.show)}>
          <IconButton
            label={t(isShown ? 'account.password.hide' : 'account.password.show')}
            onPress={() => setShown(!isShown)}
          >
            <Icon of={isShown ? EyeOff : Eye} />
          </IconButton>
        </span>
      </div>
      <FieldError className={cx(fieldStyles.error)}>{error}</FieldError>
    </AriaTextField>
  );
}
