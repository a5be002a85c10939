/** A large picture that is shown whole, as it has no tiles: why, and its tiles as soon as they are there. */
import { createStore } from "zustand/vanilla";
import { notYet, OfflineError, refused } from "../../api/errors";
import { makeLevels } from "../../api/images";
import type { ImageOpened } from "../../api/types";
import type { TileSource } from "../../editor";
import { showProblem } from "../notices";
import type { Gallery } from "./gallery";

type Show = (image: ImageOpened, tiles: TileSource) => void;

export class Tiles {
  /** `why` the picture is shown whole; null: it is not, or small. */
  readonly shown = createStore<{ why: unknown }>(() => ({ why: null }));
  readonly #project: number;
  readonly #gallery: Gallery;
  readonly #show: Show;
  #image: ImageOpened | null = null;
  #looking = false;
  #again = false;

  constructor(project: number, gallery: Gallery, show: Show) {
    this.#project = project;
    this.#gallery = gallery;
    this.#show = show;
  }

  /** Another image is on the canvas; null: none is. */
  open(image: ImageOpened | null): void {
    this.#image = image;
    this.#tell();
    this.heard(); // it may have been fetched ahead, long ago
  }

  /** Something happened on the server: tiles that were being made may be there now, or turn out not to come. */
  heard(): void {
    if (notYet(this.shown.getState().why)) this.#look().catch(showProblem);
  }

  /** Has the tiles made anew, if that failed, and looks for them again. */
  async again(): Promise<void> {
    try {
      if (this.#image && refused(this.shown.getState().why)) await makeLevels(this.#project, this.#image.id);
      await this.#look();
    } catch (problem) {
      showProblem(problem);
    }
  }

  /** Asks for the tiles; a call while one asks makes it ask once more. */
  async #look(): Promise<void> {
    this.#again = this.#looking;
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#find();
    } catch (problem) {
      if (!(problem instanceof OfflineError)) throw problem; // a line that is back is heard of
    } finally {
      this.#looking = false;
    }
    if (this.#again) await this.#look();
  }

  async #find(): Promise<void> {
    const image = this.#image;
    if (!image) return;
    const tiles = await this.#gallery.tiles(image);
    if (tiles && this.#image?.blob === image.blob) this.#show(this.#image, tiles);
    else if (tiles) this.#gallery.replace(image, tiles); // for when it comes back
    this.#tell();
  }

  #tell(): void {
    this.shown.setState({ why: this.#image && this.#gallery.whyWhole(this.#image) });
  }
}
