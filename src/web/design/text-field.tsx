import type { ClipboardEventHandler, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { cx } from './cx.ts';
import styles from './text-field.module.css';

export interface TextFieldProps {
  label: string;
  value: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  isReadOnly?: boolean;
  /** What is wrong and what to do; undefined while nothing is. */
  error?: string | undefined;
  placeholder?: string;
  maxLength?: number;
  autoComplete?: string;
  inputMode?: 'text' | 'url';
  /** Codes and links are neither corrected nor capitalised. */
  isCode?: boolean;
  autoFocus?: boolean;
  onPaste?: ClipboardEventHandler<HTMLInputElement>;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField({
  label,
  error,
  placeholder,
  isCode = false,
  inputRef,
  onPaste,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      validationBehavior="aria"
      isInvalid={error !== undefined}
      className={cx(styles.field)}
    >
      <Label className={cx(styles.label)}>{label}</Label>
      <Input
        ref={inputRef ?? null}
        className={cx(styles.input)}
        {...(onPaste === undefined ? {} : { onPaste })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(isCode ? { spellCheck: false, autoCapitalize: 'none', autoCorrect: 'off' } : {})}
      />
      <FieldError className={cx(styles.error)}>{error}</FieldError>
    </AriaTextField>
  );
}
