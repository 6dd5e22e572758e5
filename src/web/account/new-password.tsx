import { useTranslation } from 'react-i18next';
import { PasswordField } from '../design/password-field.tsx';
import { PasswordStrength } from './password-strength.tsx';
import { useStrength } from './use-strength.ts';

export interface NewPasswordProps {
  value: string;
  onChange: (value: string) => void;
  /** Words that whoever guesses would try first, such as the person's name. */
  personal: readonly string[];
  /** The form was sent: say what is wrong with it. */
  isChecked: boolean;
}

/** A password to be made up, with a word on how good it is. */
export function NewPassword({ value, onChange, personal, isChecked }: NewPasswordProps) {
  const { t } = useTranslation();
  const strength = useStrength(value, personal);
  const error = isChecked ? passwordError(value, strength) : undefined;
  return (
    <>
      <PasswordField
        label={t('account.password.new')}
        value={value}
        onChange={onChange}
        error={error === undefined ? undefined : t(`account.password.${error}`)}
        autoComplete="new-password"
      />
      {value !== '' && strength !== undefined && <PasswordStrength score={strength} />}
    </>
  );
}

const fewestCharacters = 10;

/** What keeps a password from being taken. One whose strength is not known yet is judged by its length alone. */
export function passwordError(
  value: string,
  strength: number | undefined,
): 'choose' | 'short' | 'weak' | undefined {
  if (value === '') return 'choose';
  if ([...value].length < fewestCharacters) return 'short';
  return strength !== undefined && strength < 2 ? 'weak' : undefined;
}
