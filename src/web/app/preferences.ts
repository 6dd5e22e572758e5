import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { z } from 'zod';
import type { AccountState } from './services.ts';

export const cornerSchema = z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']);
export type Corner = z.infer<typeof cornerSchema>;

const preferencesSchema = z.object({
  displayName: z.string().max(64).catch(''),
  /** Who is logged in here, as far as is known without asking the server. */
  account: z.object({ displayName: z.string() }).nullable().catch(null),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  language: z.enum(['system', 'en', 'it']).catch('system'),
  mirrored: z.boolean().catch(true),
  layout: z.enum(['grid', 'speaker']).catch('grid'),
  selfViewCorner: cornerSchema.catch('bottom-right'),
  selfViewHidden: z.boolean().catch(false),
});

export type Preferences = z.infer<typeof preferencesSchema>;

const key = 'sottovoce.preferences';

/** A person's choices on this device, written as soon as they change. */
export function createPreferences(storage: Storage): Signal<Preferences> {
  const preferences = signal(read(storage));
  effect(() => write(storage, preferences.value));
  return preferences;
}

/** Changes some of the choices and keeps the others. */
export function setPreference(preferences: Signal<Preferences>, change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
}

/** Keeps who is logged in for the next visit. */
export function rememberAccount(
  state: ReadonlySignal<AccountState>,
  preferences: Signal<Preferences>,
): () => void {
  return state.subscribe((account) => {
    if (account.kind === 'unknown') return;
    const known = account.kind === 'signed-in' ? { displayName: account.displayName } : null;
    setPreference(preferences, { account: known });
  });
}

function read(storage: Storage): Preferences {
  const text = storage.getItem(key) ?? '{}';
  try {
    return preferencesSchema.parse(JSON.parse(text));
  } catch (error) {
    // Somebody has written something else there: start afresh rather than fail the page.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return preferencesSchema.parse({});
    throw error;
  }
}

function write(storage: Storage, preferences: Preferences): void {
  try {
    storage.setItem(key, JSON.stringify(preferences));
  } catch (error) {
    // A full or forbidden store loses the choice at the next visit, and that is all it loses.
    if (!(error instanceof DOMException)) throw error;
  }
}
