/** A picture too large to be held whole: the coarsest level at once, then the tiles in sight at the resolution they are seen. */

import type { Box, Size } from "./geometry";
import type { Picture } from "./picture";
import { levelCount, levelFor, TILE, type Tile, tileBox, tilesIn } from "./pyramid";

/** Where tiles come from. `base` is the last level: all of the picture in one tile. */
export type TileSource = { readonly base: ImageBitmap; readonly load: (tile: Tile) => Promise<ImageBitmap> };

const MOST_BYTES = 192 * 1024 * 1024;
const TILE_BYTES = 4 * TILE * TILE;
const AT_ONCE = 6;
const PATIENCE = 3_000; // ms until a tile that did not come is asked for again

const keyOf = ({ level, column, row }: Tile): string => `${level}/${column}/${row}`;

export class TiledPicture implements Picture {
  levels = 1;
  readonly #source: TileSource;
  readonly #ready: () => void;
  /** Those used last stand last. */
  readonly #tiles = new Map<string, ImageBitmap>();
  readonly #loading = new Set<string>();
  #wanted: Tile[] = [];
  /** Those that the last drawing asked for, there or not: closed, they would be loaded again at once. */
  #inSight: ReadonlySet<string> = new Set();
  #closed = false;

  constructor(
    source: TileSource,
    readonly size: Size,
    ready: () => void,
  ) {
    this.#source = source;
    this.#ready = ready;
  }

  draw(context: OffscreenCanvasRenderingContext2D, scale: number): void {
    const { a, e, f } = context.getTransform();
    const { width, height } = context.canvas;
    const seen: Box = [-e / a, -f / a, (width - e) / a, (height - f) / a];
    const wanted = levelFor(scale, this.size);
    const inSight = tilesIn(seen, wanted, this.size);
    this.#inSight = new Set(inSight.map(keyOf));
    const missing = this.#missing(inSight);
    context.save();
    context.imageSmoothingEnabled = scale < 1;
    const place = (image: ImageBitmap, box: Box) => drawSnapped(context, image, box, { a, e, f });
    const last = levelCount(this.size) - 1;
    if (missing.length > 0 || wanted === last) place(this.#source.base, [0, 0, this.size.width, this.size.height]);
    const coarsest = missing.length > 0 ? last - 1 : wanted;
    for (let level = coarsest; level >= wanted; level--) this.#drawLevel(tilesIn(seen, level, this.size), place);
    context.restore();
    this.#ask(missing);
  }

  close(): void {
    this.#closed = true;
    this.#wanted = [];
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
  }

  #drawLevel(tiles: readonly Tile[], place: (image: ImageBitmap, box: Box) => void): void {
    for (const tile of tiles) {
      const key = keyOf(tile);
      const image = this.#tiles.get(key);
      if (!image) continue;
      this.#tiles.delete(key);
      this.#tiles.set(key, image);
      place(image, tileBox(tile, this.size));
    }
  }

  #missing(tiles: readonly Tile[]): Tile[] {
    const last = levelCount(this.size) - 1; // the base is there
    return tiles.filter((tile) => tile.level < last && !this.#tiles.has(keyOf(tile)));
  }

  /** Load these next; what was asked for before and has not begun is out of sight by now. */
  #ask(tiles: Tile[]): void {
    if (tiles.length === 0) return;
    this.#wanted = tiles.filter((tile) => !this.#loading.has(keyOf(tile)));
    while (this.#loading.size < AT_ONCE && this.#wanted.length > 0) void this.#load(this.#wanted.shift()!);
  }

  async #load(tile: Tile): Promise<void> {
    const key = keyOf(tile);
    this.#loading.add(key);
    try {
      const image = await this.#source.load(tile);
      if (this.#closed) return image.close();
      this.#tiles.set(key, image);
      this.#forget();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    } finally {
      this.#loading.delete(key);
    }
    if (this.#closed) return;
    this.levels++;
    this.#ready();
    this.#ask(this.#wanted);
  }

  /** Close the tiles drawn longest ago when all take too much memory, but none that are in sight. */
  #forget(): void {
    for (const [key, tile] of this.#tiles) {
      if (this.#tiles.size * TILE_BYTES <= MOST_BYTES) return;
      if (this.#inSight.has(key)) continue;
      tile.close();
      this.#tiles.delete(key);
    }
  }
}

/** Draw over a box, its edges on whole device pixels: between two tiles no background shines through. */
function drawSnapped(
  context: OffscreenCanvasRenderingContext2D,
  image: ImageBitmap,
  [x0, y0, x1, y1]: Box,
  { a, e, f }: { a: number; e: number; f: number },
): void {
  const [left, top] = [Math.round(x0 * a + e), Math.round(y0 * a + f)];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(image, left, top, Math.round(x1 * a + e) - left, Math.round(y1 * a + f) - top);
}
