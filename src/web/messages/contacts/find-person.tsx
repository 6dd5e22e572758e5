import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPerson } from '../../../client/messenger/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { AccountSection } from '../../account/account-section.tsx';
import { useTask } from '../../account/use-task.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { TextField } from '../../design/text-field.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './find-person.module.css';
import { FoundCard } from './found-card.tsx';

/** Finds somebody by their whole handle or by their personal link: nobody is found by a part of a name. */
export function FindPerson() {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const [wanted, setWanted] = useState('');
  const [found, setFound] = useState<FoundPerson>();
  const [error, setError] = useState<'missing' | 'nobody'>();
  const task = useTask();

  const find = () => {
    setFound(undefined);
    if (wanted.trim() === '') {
      setError('missing');
      return;
    }
    task.run(async () => {
      try {
        setFound(await messenger.find(wanted.trim()));
      } catch (failure) {
        if (!(failure instanceof ProtocolError && failure.code === 'not-found')) throw failure;
        setError('nobody');
      }
    });
  };

  return (
    <AccountSection title={t('messages.find.title')} note={t('messages.find.note')}>
      <form
        noValidate
        className={cx(styles.form)}
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <div className={cx(styles.field)}>
          <TextField
            label={t('messages.find.label')}
            value={wanted}
            onChange={(text) => {
              setWanted(text);
              setError(undefined);
            }}
            error={error && t(`messages.find.${error}`)}
            isCode
            autoComplete="off"
          />
        </div>
        <Button type="submit" size="large" isBusy={task.isBusy}>
          {t('messages.find.action')}
        </Button>
      </form>
      <ProblemNote problem={task.problem} />
      {found !== undefined && <FoundCard key={found.accountId} found={found} />}
    </AccountSection>
  );
}
