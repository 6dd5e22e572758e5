import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPerson } from '../../../client/messenger/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useDevice } from '../../app/device.ts';
import { personalLinkKey } from '../../app/navigation.ts';
import { Button } from '../../design/button.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { messagesPaths } from '../messages-path.ts';
import { PaneFrame } from '../pane-frame.tsx';
import { useMessages } from '../use-messages.ts';
import { FoundCard } from './found-card.tsx';

/** Where a personal link leads. Its fragment, which the tab has kept, says which keys its person has. */
export function PersonPage({ handle, hasBack }: { handle: string; hasBack: boolean }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const { tabStorage } = useDevice();
  const [found, setFound] = useState<FoundPerson>();
  const [isMissing, setMissing] = useState(false);
  const task = useTask();

  const find = () =>
    task.run(async () => {
      const path = `/p/${handle}`;
      const kept = tabStorage.getItem(personalLinkKey);
      const link = kept?.startsWith(`${path}#`) === true ? kept : path;
      try {
        setFound(await messenger.find(new URL(link, window.location.origin).href));
      } catch (error) {
        if (!(error instanceof ProtocolError && error.code === 'not-found')) throw error;
        setMissing(true);
      }
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens.
  useEffect(find, []);

  return (
    <PaneFrame title={t('messages.person.title')} hasBack={hasBack}>
      {found !== undefined && <FoundCard found={found} />}
      {isMissing && <p>{t('messages.person.missing', { handle })}</p>}
      {task.isBusy && <Spinner size="large" />}
      {task.problem !== undefined && (
        <>
          <ProblemNote problem={task.problem} />
          <Button onPress={find}>{t('app.tryAgain')}</Button>
        </>
      )}
      <div>
        <Button variant="quiet" onPress={() => open(messagesPaths.contacts)}>
          {t('messages.person.contacts')}
        </Button>
      </div>
    </PaneFrame>
  );
}
