import { useCallback, useEffect, useState } from 'react';
import type { WindowMode } from '../bar/more-menu.tsx';
import { openSmallWindow } from './document-picture-in-picture.ts';

export interface PictureInPicture {
  /** Undefined where this browser has neither kind. */
  mode: WindowMode | undefined;
  /** The small window, where the browser lets a page have one of its own. */
  window: Window | undefined;
}

/** A small window above all others: the page's own where there is one, else the browser's for one video. */
export function usePictureInPicture(): PictureInPicture {
  const [smallWindow, setSmallWindow] = useState<Window>();
  const [showsVideo, setShowsVideo] = useState(false);

  useEffect(() => () => smallWindow?.close(), [smallWindow]);

  const toggle = useCallback(() => {
    void (async () => {
      const api = window.documentPictureInPicture;
      if (smallWindow !== undefined) smallWindow.close();
      else if (document.pictureInPictureElement !== null) await document.exitPictureInPicture();
      else if (api !== undefined) {
        const opened = await openSmallWindow(api, document);
        opened.addEventListener('pagehide', () => setSmallWindow(undefined), { once: true });
        setSmallWindow(opened);
      } else {
        const video = document.querySelector<HTMLVideoElement>(
          '[data-role="stage"] video, [data-peer-id] video',
        );
        if (video === null) return;
        await video.requestPictureInPicture();
        setShowsVideo(true);
        video.addEventListener('leavepictureinpicture', () => setShowsVideo(false), { once: true });
      }
    })();
  }, [smallWindow]);

  const isSupported = window.documentPictureInPicture !== undefined || document.pictureInPictureEnabled;
  return {
    mode: isSupported ? { isOn: smallWindow !== undefined || showsVideo, toggle } : undefined,
    window: smallWindow,
  };
}
