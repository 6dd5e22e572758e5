import { UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../client/messenger/api.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { PersonRow } from '../person-row.tsx';
import { usePresence } from '../use-presence.ts';

export interface MemberRowProps {
  member: Member;
  /** Where one may take them out. */
  onRemove?: () => void;
}

export function MemberRow({ member, onRemove }: MemberRowProps) {
  const { t } = useTranslation();
  const presence = usePresence(member.accountId);
  const role = member.role === 'member' ? undefined : t(`messages.role.${member.role}`);
  const words = [...(member.isMe ? [t('messages.you')] : []), ...(role === undefined ? [] : [role])];
  return (
    <PersonRow
      person={member}
      presence={presence}
      note={words.length === 0 ? member.handle : words.join(' · ')}
    >
      {onRemove !== undefined && (
        <IconButton
          label={t('messages.details.removeNamed', { name: member.displayName })}
          onPress={onRemove}
        >
          <Icon of={UserMinus} />
        </IconButton>
      )}
    </PersonRow>
  );
}
