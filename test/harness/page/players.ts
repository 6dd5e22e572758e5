import type { RemoteTrack, TrackView } from '../../../src/client/api.ts';

export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

/** An element that plays a track, and for video the view that tells its size. */
export interface Player {
  readonly element: HTMLVideoElement;
  readonly view: TrackView | undefined;
}

/** Of each video until a test wants another one; in device pixels. */
const usualSize: ViewSize = { width: 640, height: 360 };

/** Plays the tracks of a call, so that the server sends them and the browser decodes them. */
export class Players {
  readonly #players = new Map<RemoteTrack, Player>();

  /** Plays a track from now on. */
  play(track: RemoteTrack): Player {
    const known = this.#players.get(track);
    if (known !== undefined) return known;
    const element = document.createElement('video');
    element.muted = track.kind === 'video';
    element.srcObject = new MediaStream([track.track]);
    document.body.append(element);
    // It never begins where nothing can be decoded, and is ended with its call then.
    element.play().catch(() => undefined);
    const view = track.kind === 'video' ? track.openView() : undefined;
    view?.setSize(usualSize);
    const player: Player = { element, view };
    this.#players.set(track, player);
    return player;
  }

  close(): void {
    for (const { element, view } of this.#players.values()) {
      view?.close();
      element.srcObject = null;
      element.remove();
    }
    this.#players.clear();
  }
}
