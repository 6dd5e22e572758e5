import { PanelRight, Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { BackButton } from '../back-button.tsx';
import { titleOf } from '../conversation-title.ts';
import { GroupAvatar, PersonAvatar } from '../person-avatar.tsx';
import { TrustShield } from '../trust-shield.tsx';
import { usePresence } from '../use-presence.ts';
import styles from './conversation-header.module.css';
import { useOpenCall } from './use-open-call.ts';

export interface ConversationHeaderProps {
  conversation: Conversation;
  hasBack: boolean;
  areDetailsOpen: boolean;
  onToggleDetails: () => void;
}

/** Who one talks to and whether they are there; calls start at its right. */
export function ConversationHeader(props: ConversationHeaderProps) {
  const { conversation, hasBack, areDetailsOpen, onToggleDetails } = props;
  const { t } = useTranslation();
  const summary = useSignal(conversation.summary);
  const block = useSignal(conversation.sendingBlock);
  const openCall = useOpenCall();
  const task = useTask();
  const title = titleOf(summary);
  const other = summary.kind === 'direct' ? summary.others[0] : undefined;
  const presence = usePresence(other?.accountId);
  const call = (kind: 'video' | 'voice') =>
    task.run(async () => openCall(await conversation.startCall(), kind));
  return (
    <>
      <header className={cx(styles.header)}>
        {hasBack && <BackButton />}
        {other === undefined ? <GroupAvatar /> : <PersonAvatar name={title} presence={presence} />}
        <div className={cx(styles.words)}>
          <div className={cx(styles.line)}>
            <h1 className={cx(styles.title)}>{title}</h1>
            {other !== undefined && <TrustShield trust={other.trust} />}
          </div>
          <p className={cx(styles.state)}>
            <State conversation={conversation} />
          </p>
        </div>
        <IconButton
          label={t('messages.call.video')}
          isDisabled={block !== undefined || task.isBusy}
          onPress={() => call('video')}
        >
          <Icon of={Video} />
        </IconButton>
        <IconButton
          label={t('messages.call.voice')}
          isDisabled={block !== undefined || task.isBusy}
          onPress={() => call('voice')}
        >
          <Icon of={Phone} />
        </IconButton>
        <IconButton
          label={t(areDetailsOpen ? 'messages.details.close' : 'messages.details.open')}
          tone={areDetailsOpen ? 'active' : 'neutral'}
          onPress={onToggleDetails}
        >
          <Icon of={PanelRight} />
        </IconButton>
      </header>
      {task.problem !== undefined && (
        <div className={cx(styles.problem)}>
          <ProblemNote problem={task.problem} />
        </div>
      )}
    </>
  );
}

/** Who writes, else whether the other is there, else how many are in the group. */
function State({ conversation }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation();
  const { typing, kind, others } = useSignal(conversation.summary);
  const presence = usePresence(kind === 'direct' ? others[0]?.accountId : undefined);
  if (typing.length > 0) {
    if (kind === 'direct') return t('messages.typing');
    const names = new Intl.ListFormat(i18n.language).format(typing.map(({ displayName }) => displayName));
    return t('messages.typingNames', { count: typing.length, names });
  }
  if (kind === 'group') return t('messages.conversation.people', { count: others.length + 1 });
  return presence === undefined ? null : t(`messages.presence.${presence}`);
}
