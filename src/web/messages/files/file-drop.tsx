import { FileUp } from 'lucide-react';
import { type DragEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import styles from './file-drop.module.css';

const hasFiles = (event: { dataTransfer: DataTransfer | null }) =>
  event.dataTransfer?.types.includes('Files') === true;

/** Takes files that are dropped on an element. @param onDrop Nothing where none are taken just now. */
export function useFileDrop(onDrop: ((files: File[]) => void) | undefined) {
  const [isOver, setOver] = useState(false);
  // A browser leaves the page for a file that is dropped beside the element.
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
  const handlers = {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (onDrop === undefined || !hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      const { relatedTarget, currentTarget } = event;
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent<HTMLElement>) => {
      setOver(false);
      if (onDrop === undefined || !hasFiles(event)) return;
      event.preventDefault();
      const files = droppedFiles(event.dataTransfer);
      if (files.length > 0) onDrop(files);
    },
  };
  return { isOver: isOver && onDrop !== undefined, handlers };
}

/** Folders are left out: a browser says that they are files, and cannot read them. */
function droppedFiles({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory === true) return [];
    return item.getAsFile() ?? [];
  });
}

/** Says where files may be let go. */
export function DropHint() {
  const { t } = useTranslation();
  return (
    <div className={cx(styles.hint)}>
      <p className={cx(styles.words)}>
        <Icon of={FileUp} size="large" />
        <span className={cx(styles.title)}>{t('messages.file.drop')}</span>
        <span>{t('messages.file.dropHint')}</span>
      </p>
    </div>
  );
}
