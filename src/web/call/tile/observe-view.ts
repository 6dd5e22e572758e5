import type { RemoteTrack } from '../../../client/api.ts';

/** Sizes settle before they are told, so that a gliding tile does not ask for a new layer at each step. */
const settling = 150;

/**
 * Tells a track how large an element shows it: not at all while it is scrolled away, or while its page
 * is hidden and no small window shows it instead.
 *
 * @returns Ends the view.
 */
export function observeView(element: HTMLVideoElement, track: RemoteTrack): () => void {
  const view = track.openView();
  const page = element.ownerDocument;
  let inSight = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const shown = page.visibilityState === 'visible' || page.pictureInPictureElement === element;
    const { clientWidth, clientHeight } = element;
    const scale = page.defaultView?.devicePixelRatio ?? 1;
    const hasSize = clientWidth > 0 && clientHeight > 0;
    view.setSize(
      shown && inSight && hasSize
        ? { width: Math.round(clientWidth * scale), height: Math.round(clientHeight * scale) }
        : undefined,
    );
  };
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, settling);
  };
  const sizes = new ResizeObserver(settle);
  const sight = new IntersectionObserver(([entry]) => {
    inSight = entry?.isIntersecting ?? inSight;
    settle();
  });
  sizes.observe(element);
  sight.observe(element);
  page.addEventListener('visibilitychange', tell);
  element.addEventListener('enterpictureinpicture', tell);
  element.addEventListener('leavepictureinpicture', tell);
  tell();
  return () => {
    clearTimeout(timer);
    sizes.disconnect();
    sight.disconnect();
    page.removeEventListener('visibilitychange', tell);
    element.removeEventListener('enterpictureinpicture', tell);
    element.removeEventListener('leavepictureinpicture', tell);
    view.close();
  };
}
