import { useEffect } from 'react';
import type { CallViewModel, WindowActions } from '../call-view-model.ts';
import { actionOf } from './shortcuts.ts';

const textFields = 'input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable="true"]';

/** Listens to the keyboard for the whole call: shortcuts, push to talk, and signs of life for the bar. */
export function useCallKeyboard(model: CallViewModel, windowActions: WindowActions): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      model.bar.wake();
      if (event.defaultPrevented || isTyping(event.target)) return;
      const isTaken = event.key === ' ' ? talk(model, event) : act(model, event, windowActions);
      if (isTaken) event.preventDefault();
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') model.pushToTalk.release();
    };
    const release = () => model.pushToTalk.release();
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', release);
    };
  }, [model, windowActions]);
}

function talk(model: CallViewModel, event: KeyboardEvent): boolean {
  return !isControl(event.target) && model.pushToTalk.press();
}

function act(model: CallViewModel, event: KeyboardEvent, windowActions: WindowActions): boolean {
  if (event.key === 'Escape' && model.sheet.value === 'people') {
    model.closeSheet();
    return true;
  }
  const action = isInDialog(event.target) ? undefined : actionOf(event);
  if (action === undefined) return false;
  model.perform(action, windowActions);
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(textFields) !== null;
}

/** Where the space bar has a meaning of its own. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('button, a, label, [role="menuitem"], [role="option"], [role="switch"]') !== null
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
  );
}
