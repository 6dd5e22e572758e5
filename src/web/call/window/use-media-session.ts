import { useEffect } from 'react';
import { useSignal } from '../../app/use-signal.ts';
import type { CallViewModel } from '../call-view-model.ts';

type CallAction = 'togglemicrophone' | 'togglecamera' | 'hangup';

declare global {
  interface MediaSession {
    /** The actions of video conferences (Media Session, section 6.1), which TypeScript's library does not know yet. */
    setActionHandler(action: CallAction, handler: (() => void) | null): void;
  }
}

/** Lets the buttons of a headset, and of the browser's own small window, mute and hang up where they are passed on. */
export function useMediaSession(model: CallViewModel, onLeave: () => void): void {
  const muted = useSignal(model.call.media.microphone.muted);
  const isSeen = useSignal(model.call.media.camera.state).kind === 'on';
  useEffect(() => {
    const stops = [
      handle('togglemicrophone', () => model.toggleMicrophone()),
      handle('togglecamera', () => model.toggleCamera()),
      handle('hangup', onLeave),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [model, onLeave]);
  useEffect(() => {
    if (!('setMicrophoneActive' in navigator.mediaSession)) return;
    void navigator.mediaSession.setMicrophoneActive(!muted);
    void navigator.mediaSession.setCameraActive(isSeen);
  }, [muted, isSeen]);
}

function handle(action: CallAction, perform: () => void): () => void {
  try {
    navigator.mediaSession.setActionHandler(action, perform);
  } catch (error) {
    // A browser that does not know the action refuses its name (Media Session, section 5.2).
    if (!(error instanceof TypeError)) throw error;
    return () => undefined;
  }
  return () => navigator.mediaSession.setActionHandler(action, null);
}
