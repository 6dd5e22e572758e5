import { Check, Paperclip, Pencil, Reply, SendHorizontal, Smile, X } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '../../app/use-media-query.ts';
import { useSignal } from '../../app/use-signal.ts';
import menuStyles from '../../design/action-menu.module.css';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { ChooseFiles } from '../files/choose-files.tsx';
import type { FileTray } from '../files/file-tray.ts';
import { TrayView } from '../files/tray-view.tsx';
import styles from './composer.module.css';
import type { ComposerMode, ComposerModel } from './composer-model.ts';
import { charactersLeft, insertAt, sendable } from './draft.ts';

const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));

/** Where one writes. It grows with what is written, up to eight lines. */
export function Composer({ model, tray, title }: { model: ComposerModel; tray: FileTray; title: string }) {
  const { t } = useTranslation();
  const text = useSignal(model.text);
  const mode = useSignal(model.mode);
  const files = useSignal(tray.files);
  // On a phone the Enter key breaks the line, and a finger sends.
  const isTouched = useMediaQuery('(pointer: coarse)');
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number>(undefined);
  const left = charactersLeft(text);

  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever the text is another.
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
    if (caret.current === undefined) return;
    element.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  }, [text]);

  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever one replies to or edits another.
  useEffect(() => {
    // A keyboard on a screen would hide the conversation that has just been opened.
    if (isFirst.current && isTouched) isFirst.current = false;
    else field.current?.focus();
    isFirst.current = false;
  }, [mode]);

  const send = () => {
    // Files go first: what is written beside them is about them.
    const hasFiles = mode.kind !== 'edit' && tray.send();
    if (model.send() || hasFiles) field.current?.focus();
  };
  const insert = (emoji: string) => {
    const { selectionStart: start = text.length, selectionEnd: end = text.length } = field.current ?? {};
    const inserted = insertAt(text, emoji, { start, end });
    caret.current = inserted.caret;
    model.type(inserted.text);
  };
  const attach = (chosen: Iterable<File>) => {
    tray.add(chosen);
    field.current?.focus();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { files: pasted, types } = event.clipboardData;
    // Words that were copied with a picture of them are words.
    if (pasted.length === 0 || types.includes('text/plain') || mode.kind === 'edit') return;
    event.preventDefault();
    attach(pasted);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter may end the writing of a character that takes several keys.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !isTouched) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && model.cancel()) event.preventDefault();
    else if (event.key === 'ArrowUp' && model.editLast()) event.preventDefault();
  };

  return (
    <form
      className={cx(styles.composer)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ModeBar mode={mode} onCancel={() => model.cancel()} />
      <TrayView tray={tray} onEmptied={() => field.current?.focus()} />
      <div className={cx(styles.row)}>
        {mode.kind !== 'edit' && (
          <ChooseFiles isMultiple onChoose={attach}>
            {(open) => (
              <IconButton label={t('messages.file.attach')} onPress={open}>
                <Icon of={Paperclip} />
              </IconButton>
            )}
          </ChooseFiles>
        )}
        <EmojiButton onChoose={insert} onClosed={() => field.current?.focus()} />
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t('messages.composer.label', { title })}
          placeholder={t('messages.composer.placeholder')}
          value={text}
          className={cx(styles.field)}
          onChange={(event) => model.type(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <span className={cx(styles.send)}>
          <IconButton
            label={t(mode.kind === 'edit' ? 'messages.composer.save' : 'messages.composer.send')}
            tone="active"
            isDisabled={sendable(text) === undefined && (files.length === 0 || mode.kind === 'edit')}
            onPress={send}
          >
            <Icon of={mode.kind === 'edit' ? Check : SendHorizontal} />
          </IconButton>
        </span>
      </div>
      <p aria-live="polite" className={cx(styles.left, left !== undefined && left < 0 && styles.over)}>
        {left !== undefined &&
          (left < 0
            ? t('messages.composer.tooLong', { count: -left })
            : t('messages.composer.left', { count: left }))}
      </p>
    </form>
  );
}

/** Says that one replies or edits, and to what. */
function ModeBar({ mode, onCancel }: { mode: ComposerMode; onCancel: () => void }) {
  const { t } = useTranslation();
  if (mode.kind === 'new') return null;
  const message = mode.kind === 'reply' ? mode.to : mode.message;
  const name = message.isMine ? t('messages.composer.yourself') : message.author.displayName;
  const { content } = message;
  return (
    <div className={cx(styles.mode)}>
      <Icon of={mode.kind === 'reply' ? Reply : Pencil} size="small" />
      <p className={cx(styles.modeWords)}>
        <span className={cx(styles.modeTitle)}>
          {mode.kind === 'reply' ? t('messages.composer.replyTo', { name }) : t('messages.composer.editing')}
        </span>
        <span className={cx(styles.excerpt)}>
          {content.kind === 'text' ? content.body : t(`messages.content.${content.kind}`)}
        </span>
      </p>
      <IconButton
        label={t(mode.kind === 'reply' ? 'messages.composer.noReply' : 'messages.composer.noEdit')}
        onPress={onCancel}
      >
        <Icon of={X} />
      </IconButton>
    </div>
  );
}

function EmojiButton({ onChoose, onClosed }: { onChoose: (emoji: string) => void; onClosed: () => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    // Once the popover has given the focus back.
    requestAnimationFrame(onClosed);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton label={t('messages.emoji.title')}>
        <Icon of={Smile} />
      </IconButton>
      <Popover placement="top start" className={cx(menuStyles.popover)}>
        <Dialog aria-label={t('messages.emoji.title')} className={cx(styles.dialog)}>
          <Suspense fallback={<Spinner />}>
            <EmojiPicker
              onChoose={(emoji) => {
                onChoose(emoji);
                close();
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
