import { type ReadonlySignal, signal } from '@preact/signals-core';
import { useSignal } from './use-signal.ts';

const nothing: ReadonlySignal<undefined> = signal(undefined);

/** Like `useSignal` for a signal that may not be there. */
export function useOptionalSignal<T>(source: ReadonlySignal<T> | undefined): T | undefined {
  return useSignal<T | undefined>(source ?? nothing);
}
