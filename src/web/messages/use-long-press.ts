import { type MouseEvent, type PointerEvent, useRef } from 'react';

/** Milliseconds after which a finger that rests is a long press. */
const patience = 500;
/** Pixels that it may wander. */
const tolerance = 10;

export interface LongPress {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  /** The finger that has rested presses nothing when it goes up. */
  onClickCapture(event: MouseEvent): void;
}

/** Where a finger rests. Browsers that send their own event for it are heard as well, by whoever handles `contextmenu`. */
export function useLongPress(pressed: () => void): LongPress {
  const press = useRef<{ timer: number; x: number; y: number }>(undefined);
  const hasRested = useRef(false);
  const end = () => {
    window.clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  return {
    onPointerDown: ({ pointerType, clientX, clientY }) => {
      end();
      hasRested.current = false;
      if (pointerType !== 'touch') return;
      const timer = window.setTimeout(() => {
        hasRested.current = true;
        pressed();
      }, patience);
      press.current = { timer, x: clientX, y: clientY };
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (press.current === undefined) return;
      if (Math.hypot(clientX - press.current.x, clientY - press.current.y) > tolerance) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onClickCapture: (event) => {
      if (!hasRested.current) return;
      hasRested.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
