import { Search } from 'lucide-react';
import { use, useDeferredValue, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { moveByArrows } from '../move-by-arrows.ts';
import styles from './emoji-picker.module.css';
import { type Emoji, searchEmoji } from './emoji-search.ts';
import { loadEmoji } from './load-emoji.ts';

/** How many stand in a line; the style sheet says the same. */
const columns = 8;
/** The parts as the data numbers them; the one of skin tones is left out. */
const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;

/** All emoji, to be searched by name in the person's language. It loads with its names. */
export default function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t, i18n } = useTranslation();
  const all = use(loadEmoji(i18n.language));
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const found = searchEmoji(all, wanted, i18n.language);
  return (
    <div className={cx(styles.picker)}>
      <SearchField
        autoFocus
        aria-label={t('messages.emoji.search')}
        value={query}
        onChange={setQuery}
        onSubmit={() => found[0] !== undefined && onChoose(found[0].emoji)}
        className={cx(styles.search)}
      >
        <Icon of={Search} size="small" />
        <Input placeholder={t('messages.emoji.search')} className={cx(styles.input)} />
      </SearchField>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: It hears the arrow keys of the buttons within. */}
      <div className={cx(styles.scroll)} onKeyDown={(event) => moveByArrows(event, columns)}>
        {wanted.trim() !== '' ? (
          <Grid list={found} onChoose={onChoose} />
        ) : (
          groups.map((group) => (
            <section key={group} className={cx(styles.group)}>
              <h3 className={cx(styles.heading)}>{t(`messages.emoji.group${group}`)}</h3>
              <Grid list={all.filter((emoji) => emoji.group === group)} onChoose={onChoose} />
            </section>
          ))
        )}
        <p role="status" className={cx(styles.nothing)}>
          {found.length === 0 && t('messages.emoji.nothing')}
        </p>
      </div>
    </div>
  );
}

/** The Tab key comes to the first of each part, the arrow keys to all. */
function Grid({ list, onChoose }: { list: readonly Emoji[]; onChoose: (emoji: string) => void }) {
  return (
    <div className={cx(styles.grid)}>
      {list.map(({ emoji, label }, index) => (
        <button
          key={emoji}
          type="button"
          data-stop
          tabIndex={index === 0 ? 0 : -1}
          aria-label={label}
          title={label}
          className={cx(styles.emoji)}
          onClick={() => onChoose(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
