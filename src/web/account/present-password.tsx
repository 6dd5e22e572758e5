import { useTranslation } from 'react-i18next';
import { PasswordField } from '../design/password-field.tsx';

export interface PresentPasswordProps {
  value: string;
  onChange: (value: string) => void;
  /** The form was sent: say what is wrong with it. */
  isChecked: boolean;
  autoFocus?: boolean;
}

/** The password that the account has now, for what could cost the account. */
export function PresentPassword({ isChecked, ...rest }: PresentPasswordProps) {
  const { t } = useTranslation();
  return (
    <PasswordField
      {...rest}
      label={t('account.password.present')}
      error={isChecked && rest.value === '' ? t('account.password.missing') : undefined}
      autoComplete="current-password"
    />
  );
}
