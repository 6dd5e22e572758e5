import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import { formatNames } from '../../i18n/format.ts';
import styles from './last-line.module.css';

/** What stands below a conversation's name: who is writing, what one has begun to write, or what was said last. */
export function LastLine({ conversation }: { conversation: ConversationSummary }) {
  const { t, i18n } = useTranslation();
  const { typing, draft, lastLine, kind } = conversation;
  if (typing.length > 0) {
    const names = formatNames(
      typing.map(({ displayName }) => displayName),
      i18n.language,
    );
    return (
      <span className={cx(styles.typing)}>
        {kind === 'direct'
          ? t('messages.typing')
          : t('messages.typingNames', { count: typing.length, names })}
      </span>
    );
  }
  if (draft.trim() !== '') {
    return (
      <>
        <span className={cx(styles.draft)}>{t('messages.list.draft')}</span> {draft}
      </>
    );
  }
  if (lastLine === undefined) return null;
  const { author, content } = lastLine;
  const words = content.kind === 'text' ? content.body : t(`messages.content.${content.kind}`);
  if (author === 'me') return t('messages.list.line', { name: t('messages.you'), text: words });
  return kind === 'group' ? t('messages.list.line', { name: author.displayName, text: words }) : words;
}
