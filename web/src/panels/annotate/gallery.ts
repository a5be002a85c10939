/** Opened images and their pictures, the next ones fetched ahead; what was opened stays usable while the line is down. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { answer, http } from "../../api/client";
import { ApiError, OfflineError } from "../../api/errors";
import { fetchFile, type ImageFilter, neighbour, neighbourInList, pictureUrl, tileUrl } from "../../api/images";
import type { ImageObject, ImageOpened } from "../../api/types";
import { levelCount, type Tile, type TileSource } from "../../editor";
import { Shelf, type Shown } from "./shelf";

const imagesKept = 64; // with their objects, for when the line is down

/**
 * An answer about an image that is on its way. `stored`: what became of objects since it was asked for; null: deleted.
 * `overtaken`: the whole image was asked for after it, and that answer has come.
 */
type Asking = { readonly image: number; readonly stored: Map<string, ImageObject | null>; overtaken: boolean };

export type Direction = "next" | "previous";

export class Gallery {
  readonly #project: number;
  readonly #images = new Map<number, ImageOpened>();
  /** Answers about images that are on their way. */
  readonly #awaited = new Set<Asking>();
  readonly #shelf = new Shelf();
  readonly #neighbours = new Map<string, Promise<number | null>>();
  /** Tiles of the shown picture that did not come: nobody asks for them again until a person says so. */
  readonly #lost = new Map<string, unknown>();
  /** Why large pictures are held whole, by their blobs. */
  readonly #whole = new Map<string, unknown>();
  readonly #onLost: (problem: unknown) => void;
  /** Of the list that one goes through. */
  readonly filter: StoreApi<ImageFilter>;

  constructor(project: number, filter: ImageFilter, onLost: (problem: unknown) => void) {
    this.#project = project;
    this.filter = createStore(() => filter);
    this.#onLost = onLost;
  }

  /** The image as last heard of, without asking. */
  cached = (id: number) => this.#images.get(id);

  /** The image as the server has it now, with what is `news` in it or without. */
  fetch(id: number, news = false): Promise<ImageOpened> {
    const params = { path: { project_id: this.#project, image_id: id }, query: { news } };
    return this.take(id, answer(http.GET("/api/projects/{project_id}/images/{image_id}", { params })));
  }

  /** The image as the server has it now; while the line is down as last heard of. */
  async latest(id: number): Promise<ImageOpened> {
    try {
      return await this.fetch(id);
    } catch (problem) {
      const known = this.cached(id);
      if (problem instanceof OfflineError && known) return known;
      throw problem;
    }
  }

  /** Remembers the image that was asked for, as it is in the answer but for what became known meanwhile: that is newer. */
  take(id: number, asked: Promise<ImageOpened>): Promise<ImageOpened> {
    return this.#await(id, async (asking) => {
      const image = await asked;
      const known = this.#images.get(id);
      if (known && asking.overtaken) return known;
      for (const earlier of this.#before(asking)) earlier.overtaken = true;
      const objects = withKnownMasks(withNewer(image.objects, asking.stored), known?.objects ?? []);
      const kept = { ...image, objects };
      this.#images.delete(id);
      this.#images.set(id, kept); // the latest heard of stands last
      for (const oldest of [...this.#images.keys()].slice(0, -imagesKept)) this.#images.delete(oldest);
      return kept;
    });
  }

  /** Some objects of an image as the server has them now, remembered; those that are missing were deleted. */
  fetchObjects(id: number, ids: readonly string[]): Promise<ImageObject[]> {
    const params = { path: { project_id: this.#project, image_id: id }, query: { id: [...ids] } };
    return this.#await(id, async (asking) => {
      const found = await answer(http.GET("/api/projects/{project_id}/images/{image_id}/objects", { params }));
      const known = this.#images.get(id)?.objects ?? [];
      if (asking.overtaken) return known.filter((object) => ids.includes(object.id));
      const stored = new Map([...asking.stored].filter(([object]) => ids.includes(object)));
      const objects = withKnownMasks(withNewer(found, stored), known);
      const byId = new Map(objects.map((object) => [object.id, object]));
      for (const earlier of this.#before(asking))
        for (const object of ids) earlier.stored.set(object, byId.get(object) ?? null);
      this.#keepObjects(id, ids, objects);
      return objects;
    });
  }

  /** Remembers what became of an object of it; null: it was deleted. */
  stored(id: number, object: string, now: ImageObject | null): void {
    for (const { image, stored } of this.#awaited) if (image === id) stored.set(object, now);
    this.#keepObjects(id, [object], now ? [now] : []);
  }

  async #await<T>(image: number, ask: (asking: Asking) => Promise<T>): Promise<T> {
    const asking: Asking = { image, stored: new Map(), overtaken: false };
    this.#awaited.add(asking);
    try {
      return await ask(asking);
    } finally {
      this.#awaited.delete(asking);
    }
  }

  /** What was asked about the same image before, and is still on its way: it may have been read before, too. */
  #before(asking: Asking): Asking[] {
    const all = [...this.#awaited];
    return all.slice(0, all.indexOf(asking)).filter(({ image }) => image === asking.image);
  }

  #keepObjects(id: number, ids: readonly string[], stored: readonly ImageObject[]): void {
    const image = this.#images.get(id);
    if (!image) return;
    const newer = new Set(ids);
    const others = image.objects.filter((other) => !newer.has(other.id));
    this.#images.set(id, { ...image, objects: byNumber([...others, ...stored]) });
  }

  /** The decoded, upright picture: whole, or of a large one its tiles. */
  picture(image: ImageOpened): Promise<Shown> {
    return this.#shelf.take(image.blob, () => this.#load(image));
  }

  /** The picture is on the canvas now: it stays until another one is. */
  shows(image: ImageOpened): void {
    this.#shelf.pin(image.blob);
    this.findLost();
  }

  /** Lost tiles may be asked for again. */
  findLost(): void {
    this.#lost.clear();
  }

  /** Frees every picture. */
  close(): void {
    this.#shelf.clear();
  }

  async #load(image: ImageOpened): Promise<Shown> {
    return (image.large && (await this.tiles(image))) || loadBitmap(pictureUrl(this.#project, image));
  }

  /** The tiles of a large picture as they are now; null: they are not made yet, or cannot be, see whyWhole. */
  async tiles(image: ImageOpened): Promise<TileSource | null> {
    const url = (tile: Tile) => tileUrl(this.#project, image, tile);
    try {
      const base = await loadBitmap(url({ level: levelCount(image) - 1, column: 0, row: 0 }));
      this.#whole.delete(image.blob);
      return { base, load: (tile) => this.#tile(image.blob, url(tile)) };
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.#whole.set(image.blob, problem);
      return null;
    }
  }

  /** Why a large picture is held whole; null when it is not. */
  whyWhole({ blob }: ImageOpened): unknown {
    return this.#whole.get(blob) ?? null;
  }

  /** Holds a picture by its tiles from now on; the whole one is closed. */
  replace({ blob }: ImageOpened, tiles: TileSource): void {
    this.#shelf.replace(blob, tiles);
  }

  async #tile(blob: string, url: string): Promise<ImageBitmap> {
    if (this.#lost.has(url)) throw this.#lost.get(url);
    try {
      return await loadBitmap(url);
    } catch (problem) {
      if (!(problem instanceof OfflineError)) {
        this.#lost.set(url, problem);
        if (this.#shelf.isPinned(blob)) this.#onLost(problem);
      }
      throw problem;
    }
  }

  /** Goes through all images from now on. */
  unfilter(): void {
    this.filter.setState({}, true);
    this.#neighbours.clear();
  }

  /** The image on this side in the list; remembered once known, but at the list's ends, where images may be added. */
  neighbour(id: number, side: Direction): Promise<number | null> {
    const key = `${side} ${id}`;
    const known = this.#neighbours.get(key);
    if (known) return known;
    const found = this.#askNeighbour(side === "next" ? { after: id } : { before: id });
    this.#neighbours.set(key, found);
    for (const oldest of [...this.#neighbours.keys()].slice(0, -2 * imagesKept)) this.#neighbours.delete(oldest);
    const forget = () => this.#neighbours.get(key) === found && this.#neighbours.delete(key);
    found.then((other) => other === null && forget(), forget);
    return found;
  }

  async #askNeighbour(side: { after: number } | { before: number }): Promise<number | null> {
    const filter = this.filter.getState();
    const asked = isFiltered(filter) ? neighbourInList(this.#project, side, filter) : neighbour(this.#project, side);
    return (await asked)?.id ?? null;
  }

  /** Loads both neighbours ahead of time, and what is probably the next to do: who works on that is only known when it is taken. */
  async prefetchAround(id: number): Promise<void> {
    const around = (one: number) => Promise.all([this.neighbour(one, "next"), this.neighbour(one, "previous")]);
    const [next, previous] = await around(id);
    for (const side of [next, previous]) {
      if (side === null) continue;
      await this.#prefetch(side);
      await around(side);
    }
    const todo = await neighbour(this.#project, { after: id, todo: true });
    if (todo && todo.id !== next) await this.#prefetch(todo.id);
  }

  async #prefetch(id: number): Promise<void> {
    await this.picture(this.#images.get(id) ?? (await this.fetch(id)));
  }
}

/** Whether the list shows but some of the images. */
export const isFiltered = (filter: ImageFilter) => Object.keys(filter).length > 0;

const byNumber = (objects: ImageObject[]) => objects.sort((a, b) => a.number - b.number);

/** The objects of an answer; those that were stored since it was asked for as they were then, unless it is newer still. */
function withNewer(answered: readonly ImageObject[], stored: Asking["stored"]): ImageObject[] {
  const newest = (object: ImageObject) => {
    const then = stored.get(object.id);
    return then === undefined || (then !== null && object.version > then.version);
  };
  const kept = answered.filter(newest);
  const there = new Set(kept.map(({ id }) => id));
  const others = [...stored.values()].flatMap((object) => (object && !there.has(object.id) ? object : []));
  return byNumber([...kept, ...others]);
}

/** Masks never change, and the editor knows them by identity: one that came again would be decoded and painted again. */
function withKnownMasks(objects: readonly ImageObject[], known: readonly ImageObject[]): ImageObject[] {
  const masks = new Map(known.map(({ mask }) => [mask?.id, mask]));
  return objects.map((object) => ({ ...object, mask: masks.get(object.mask?.id) ?? object.mask }));
}

async function loadBitmap(url: string): Promise<ImageBitmap> {
  const file = await fetchFile(url);
  return createImageBitmap(await file.blob());
}
