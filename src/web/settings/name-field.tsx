import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../design/text-field.tsx';

export interface NameFieldProps {
  name: string;
  onRename: (name: string) => void;
}

/** The person's name, taken over when they leave the field. An empty one is none: the old one stays. */
export function NameField({ name, onRename }: NameFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(name);
  const takeOver = () => {
    const wanted = draft.trim();
    setDraft(wanted === '' ? name : wanted);
    if (wanted !== '' && wanted !== name) onRename(wanted);
  };
  return (
    <TextField
      label={t('prejoin.name')}
      value={draft}
      onChange={setDraft}
      onBlur={takeOver}
      maxLength={64}
      autoComplete="name"
    />
  );
}
