import { type ReactNode, useRef } from 'react';

/** Opens the browser's choice of files. @param children Is given what opens it. */
export function ChooseFiles({
  isMultiple,
  onChoose,
  children,
}: {
  isMultiple: boolean;
  onChoose: (files: File[]) => void;
  children: (open: () => void) => ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={isMultiple}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // The same one may be chosen again.
          target.value = '';
          if (files.length > 0) onChoose(files);
        }}
      />
      {children(() => input.current?.click())}
    </>
  );
}
