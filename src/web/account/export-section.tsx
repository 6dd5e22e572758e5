import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/services.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from './account-form.tsx';
import { AccountSection } from './account-section.tsx';
import { useTask } from './use-task.ts';

/** All that there is of a person, as one file. */
export function ExportSection({ handle }: { handle: string }) {
  const { t } = useTranslation();
  const { loadMessenger } = useServices();
  const [progress, setProgress] = useState<{ done: number; all: number }>();
  const task = useTask();
  const download = () =>
    task.run(async () => {
      const messenger = await loadMessenger();
      const data = await messenger.exportData((done, all) => setProgress({ done, all }));
      setProgress(undefined);
      save(JSON.stringify(data, null, 2), `sottovoce-${handle}.json`);
    });
  return (
    <AccountSection title={t('account.data.title')} note={t('account.data.note')}>
      <div>
        <Button isBusy={task.isBusy} onPress={download}>
          {t('account.data.action')}
        </Button>
      </div>
      {task.isBusy && progress !== undefined && <p role="status">{t('account.data.progress', progress)}</p>}
      <ProblemNote problem={task.problem} />
    </AccountSection>
  );
}

/** Hands a text to the person as a file. */
function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
