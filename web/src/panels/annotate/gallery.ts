/** Opened images and their pictures, the next ones fetched ahead; what was opened stays usable while the line is down. */
import { answer, http } from "../../api/client";
import { errorFrom, OfflineError } from "../../api/errors";
import { neighbour, pictureUrl } from "../../api/images";
import type { ImageObject, ImageOpened } from "../../api/types";

const kept = 6; // decoded pictures held at once

export type Neighbours = { next: number | null; previous: number | null };

export class Gallery {
  readonly #project: number;
  readonly #images = new Map<number, ImageOpened>();
  readonly #pictures = new Map<number, Promise<ImageBitmap>>();
  readonly #neighbours = new Map<number, Promise<Neighbours>>();

  constructor(project: number) {
    this.#project = project;
  }

  /** The image as last heard of, without asking. */
  cached = (id: number) => this.#images.get(id);

  /** The image as the server has it now; the cached one when the line is down. */
  async fetch(id: number): Promise<ImageOpened> {
    const path = { project_id: this.#project, image_id: id };
    try {
      const image = await answer(http.GET("/api/projects/{project_id}/images/{image_id}", { params: { path } }));
      this.keep(image);
      return image;
    } catch (problem) {
      const cached = this.#images.get(id);
      if (problem instanceof OfflineError && cached) return cached;
      throw problem;
    }
  }

  /** Remembers a newer state of an image. */
  keep(image: ImageOpened): void {
    this.#images.set(image.id, image);
  }

  /** Remembers a newer state of one object of it (null: deleted). */
  keepObject(id: number, object: string, stored: ImageObject | null): void {
    const image = this.#images.get(id);
    if (!image) return;
    const others = image.objects.filter((other) => other.id !== object);
    const objects = stored ? [...others, stored].sort((a, b) => a.number - b.number) : others;
    this.#images.set(id, { ...image, objects });
  }

  /** The decoded, upright picture. */
  picture(id: number): Promise<ImageBitmap> {
    const known = this.#pictures.get(id);
    const picture = known ?? loadPicture(pictureUrl(this.#project, id));
    this.#pictures.delete(id);
    this.#pictures.set(id, picture); // the latest used stands last
    if (!known) picture.catch(() => this.#pictures.delete(id));
    for (const oldest of [...this.#pictures.keys()].slice(0, -kept)) this.#pictures.delete(oldest);
    return picture;
  }

  /** Ids of the images on both sides; remembered once known. */
  neighbours(id: number): Promise<Neighbours> {
    const known = this.#neighbours.get(id);
    if (known) return known;
    const found = Promise.all([neighbour(this.#project, { after: id }), neighbour(this.#project, { before: id })]);
    const ids = found.then(([next, previous]) => ({ next: next?.id ?? null, previous: previous?.id ?? null }));
    this.#neighbours.set(id, ids);
    ids.catch(() => this.#neighbours.delete(id));
    return ids;
  }

  /** Loads both neighbours ahead of time. */
  async prefetchAround(id: number): Promise<void> {
    const { next, previous } = await this.neighbours(id);
    for (const side of [next, previous]) {
      if (side === null) continue;
      if (!this.#images.has(side)) await this.fetch(side);
      await this.picture(side);
      await this.neighbours(side);
    }
  }
}

async function loadPicture(url: string): Promise<ImageBitmap> {
  const response = await fetch(url).catch(() => {
    throw new OfflineError();
  });
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  return createImageBitmap(await response.blob());
}
