import type { MouseEventHandler, ReactNode } from 'react';
import { useMessages } from './use-messages.ts';

export interface PlaceLinkProps {
  path: string;
  className: string;
  children: ReactNode;
  isCurrent?: boolean;
  tabIndex?: number;
  onContextMenu?: MouseEventHandler<HTMLAnchorElement>;
}

/** Leads to one of these pages, in this tab or where the person wants it. */
export function PlaceLink({ path, isCurrent = false, children, ...rest }: PlaceLinkProps) {
  const { open } = useMessages();
  return (
    <a
      {...rest}
      href={path}
      data-stop
      {...(isCurrent && { 'aria-current': 'page' })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open(path);
      }}
    >
      {children}
    </a>
  );
}
