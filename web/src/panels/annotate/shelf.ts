/** Decoded pictures within reach: the ones used last, as many as fit; the others are closed, so that memory stays flat. */
import type { TileSource } from "../../editor";

/** A picture held whole, or the tiles of a large one. */
export type Shown = ImageBitmap | TileSource;

const mostBytes = 256 * 1024 * 1024;
const fewest = 3; // the shown picture and both its neighbours are always there

type Place = { readonly picture: Promise<Shown>; shown: Shown | null };

const bitmapOf = (shown: Shown): ImageBitmap => ("base" in shown ? shown.base : shown);

const bytesOf = ({ shown }: Place): number => {
  if (shown === null) return 0;
  const { width, height } = bitmapOf(shown);
  return 4 * width * height;
};

export class Shelf {
  /** The ones used last stand last. */
  readonly #places = new Map<string, Place>();
  #pinned = "";

  /** The picture under this key, loaded unless it is there. */
  take(key: string, load: () => Promise<Shown>): Promise<Shown> {
    const place = this.#places.get(key) ?? this.#put(key, load());
    this.#places.delete(key);
    this.#places.set(key, place);
    return place.picture;
  }

  /** A picture in another form: what was there is closed. */
  replace(key: string, shown: Shown): void {
    this.#drop(key);
    this.#places.set(key, { picture: Promise.resolve(shown), shown });
  }

  /** This picture is being looked at: it is not closed. */
  pin(key: string): void {
    this.#pinned = key;
    this.#tidy();
  }

  isPinned(key: string): boolean {
    return key === this.#pinned;
  }

  clear(): void {
    for (const key of [...this.#places.keys()]) this.#drop(key);
  }

  #put(key: string, picture: Promise<Shown>): Place {
    const place: Place = { picture, shown: null };
    picture.then(
      (shown) => {
        if (this.#places.get(key) !== place) return bitmapOf(shown).close(); // nobody waits for it any more
        place.shown = shown;
        this.#tidy();
      },
      () => this.#places.get(key) === place && this.#places.delete(key),
    );
    return place;
  }

  #tidy(): void {
    let bytes = [...this.#places.values()].reduce((sum, place) => sum + bytesOf(place), 0);
    for (const [key, place] of this.#places) {
      if (bytes <= mostBytes || this.#places.size <= fewest) return;
      if (key === this.#pinned || place.shown === null) continue;
      bytes -= bytesOf(place);
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const shown = this.#places.get(key)?.shown;
    if (shown) bitmapOf(shown).close();
    this.#places.delete(key);
  }
}
