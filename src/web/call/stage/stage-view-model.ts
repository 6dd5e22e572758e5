import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Participant } from '../../../client/api.ts';
import { type Tile, tileKey, tilesOf } from '../tile/tile.ts';
import type { Rect, Size } from './geometry.ts';
import { gridCapacity, layoutGrid } from './grid-layout.ts';
import { filmstripCapacity, layoutSpeaker } from './speaker-layout.ts';
import { orderTiles } from './tile-order.ts';

export type Layout = 'grid' | 'speaker';

export interface Placement {
  readonly tile: Tile;
  readonly rect: Rect;
  readonly role: 'grid' | 'stage' | 'filmstrip';
}

export interface StageOptions {
  participants: ReadonlySignal<readonly Participant[]>;
  activeSpeakerId: ReadonlySignal<string | undefined>;
  layout: ReadonlySignal<Layout>;
  /** Height at the foot of the stage that the controls take now, in CSS pixels. */
  controlsHeight: ReadonlySignal<number>;
}

/** Between tiles, in CSS pixels; the value of `--space-2`. */
const gap = 8;

/** Which pictures stand where on the stage. */
export class StageViewModel {
  /** The size of the stage, told by its view. */
  readonly size: Signal<Size> = signal({ width: 0, height: 0 });
  readonly #area: ReadonlySignal<Size>;
  readonly tiles: ReadonlySignal<readonly Tile[]>;
  /** The tile that has the stage for itself, by pin, shared screen or speech. */
  readonly large: ReadonlySignal<Tile | undefined>;
  /** The one tile to show where there is room for one only: the large one, else whoever spoke last. */
  readonly spotlight: ReadonlySignal<Tile | undefined>;
  readonly placements: ReadonlySignal<readonly Placement[]>;
  readonly pageCount: ReadonlySignal<number>;
  /** Counts from 0. */
  readonly page: ReadonlySignal<number>;
  readonly #pinned = signal<string | undefined>(undefined);
  readonly #wantedPage = signal(0);
  readonly #order = signal<readonly string[]>([]);
  readonly #capacity: ReadonlySignal<number>;
  readonly #stopOrdering: () => void;

  constructor({ participants, activeSpeakerId, layout, controlsHeight }: StageOptions) {
    this.tiles = computed(() => participants.value.flatMap(tilesOf));
    this.#area = computed(() => freeArea(this.size.value, controlsHeight.value, this.tiles.value.length));
    const speakerKey = computed(() =>
      activeSpeakerId.value === undefined ? undefined : tileKey(activeSpeakerId.value, 'camera'),
    );
    this.large = computed(() =>
      chooseLarge(this.tiles.value, this.#pinned.value, layout.value, speakerKey.value),
    );
    this.spotlight = computed(
      () =>
        this.large.value ??
        this.tiles.value.find(({ key }) => key === speakerKey.value) ??
        this.tiles.value[0],
    );
    this.#capacity = computed(() =>
      this.large.value === undefined
        ? gridCapacity(this.#area.value, gap)
        : filmstripCapacity(this.#area.value, gap),
    );
    this.#stopOrdering = effect(() => {
      const keys = this.tiles.value.map((tile) => tile.key);
      this.#order.value = orderTiles(this.#order.peek(), keys, speakerKey.value, this.#capacity.value);
    });
    const small = computed(() => {
      const byKey = new Map(this.tiles.value.map((tile) => [tile.key, tile]));
      return this.#order.value
        .map((key) => byKey.get(key))
        .filter((tile) => tile !== undefined)
        .filter((tile) => tile.key !== this.large.value?.key);
    });
    this.pageCount = computed(() => Math.max(1, Math.ceil(small.value.length / this.#capacity.value)));
    this.page = computed(() => Math.min(this.#wantedPage.value, this.pageCount.value - 1));
    this.placements = computed(() => {
      const start = this.page.value * this.#capacity.value;
      return place(
        this.#area.value,
        this.large.value,
        small.value.slice(start, start + this.#capacity.value),
      );
    });
  }

  get pinned(): ReadonlySignal<string | undefined> {
    return this.#pinned;
  }

  togglePin(key: string): void {
    this.#pinned.value = this.#pinned.value === key ? undefined : key;
  }

  showPage(page: number): void {
    this.#wantedPage.value = Math.min(Math.max(0, page), this.pageCount.value - 1);
  }

  turnPage(by: 1 | -1): void {
    this.showPage(this.page.value + by);
  }

  close(): void {
    this.#stopOrdering();
  }
}

/**
 * On an upright phone the controls would hide a whole row of people: there the tiles make room for them.
 * Elsewhere they may pass over the pictures' feet, so that nothing moves.
 */
function freeArea(size: Size, controlsHeight: number, tiles: number): Size {
  const isUprightPhone = size.width < 640 && size.height > size.width;
  return isUprightPhone && tiles > 1 ? { ...size, height: Math.max(0, size.height - controlsHeight) } : size;
}

function chooseLarge(
  tiles: readonly Tile[],
  pinned: string | undefined,
  layout: Layout,
  speaker: string | undefined,
): Tile | undefined {
  const find = (key: string | undefined) => tiles.find((tile) => tile.key === key);
  const screen = tiles.findLast((tile) => tile.source === 'screen');
  const bySpeech = layout === 'speaker' && tiles.length > 1 ? (find(speaker) ?? tiles[0]) : undefined;
  return find(pinned) ?? screen ?? bySpeech;
}

function place(size: Size, large: Tile | undefined, small: readonly Tile[]): Placement[] {
  if (size.width === 0 || size.height === 0) return [];
  if (large === undefined) return zip(small, layoutGrid(size, small.length, gap), 'grid');
  const { stage, filmstrip } = layoutSpeaker(size, small.length, gap);
  return [{ tile: large, rect: stage, role: 'stage' }, ...zip(small, filmstrip, 'filmstrip')];
}

function zip(tiles: readonly Tile[], rects: readonly Rect[], role: Placement['role']): Placement[] {
  return tiles.flatMap((tile, index) => {
    const rect = rects[index];
    return rect === undefined ? [] : [{ tile, rect, role }];
  });
}
