export type Action =
  | 'toggle-microphone'
  | 'toggle-camera'
  | 'toggle-screen'
  | 'toggle-people'
  | 'toggle-layout'
  | 'toggle-full-screen'
  | 'toggle-picture-in-picture'
  | 'show-invite'
  | 'show-settings'
  | 'show-help'
  | 'next-page'
  | 'previous-page';

/** The part of a `KeyboardEvent` that decides. */
export interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** Letters that stand for an action. M and V are the field's habit, D and E that of another product. */
export const shortcutKeys: Readonly<Record<string, Action>> = {
  m: 'toggle-microphone',
  d: 'toggle-microphone',
  v: 'toggle-camera',
  e: 'toggle-camera',
  s: 'toggle-screen',
  p: 'toggle-people',
  i: 'show-invite',
  l: 'toggle-layout',
  f: 'toggle-full-screen',
  w: 'toggle-picture-in-picture',
  ',': 'show-settings',
  '?': 'show-help',
  pagedown: 'next-page',
  pageup: 'previous-page',
};

/** What a key means in a call; undefined for the browser's own combinations and for held keys. */
export function actionOf(key: Key): Action | undefined {
  if (key.altKey || key.ctrlKey || key.metaKey || key.repeat) return undefined;
  return Object.hasOwn(shortcutKeys, key.key.toLowerCase()) ? shortcutKeys[key.key.toLowerCase()] : undefined;
}
