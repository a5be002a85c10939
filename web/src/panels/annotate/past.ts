/** Looking back: what others changed since one was here, an earlier state of the image on the canvas, bringing it back. */
import { createStore } from "zustand/vanilla";
import { type HistoryEvent, objectsAt, restore } from "../../api/history";
import type { ImageObject, ImageOpened } from "../../api/types";
import type { Editor } from "../../editor";
import { text } from "../../text";
import { showNews, showProblem } from "../notices";
import { toEditor } from "./objects";
import { nothingNew, type Since, sinceOf } from "./since";

type Options = {
  project: number;
  editor: () => Editor;
  /** Resolves when all changes are stored; false when they cannot be. */
  drained: () => Promise<boolean>;
  /** Shows the image that was asked for as the server changed it. */
  replace: (id: number, asked: Promise<ImageOpened>) => Promise<void>;
};

type Shown = { moment: HistoryEvent | null; objects: ReadonlyMap<string, ImageObject> | null; since: Since };

export class Past {
  /** `moment`: the event after which the image is shown, with its `objects` then; null: it is shown as it is now. */
  readonly shown = createStore<Shown>(() => ({
    moment: null,
    objects: null,
    since: nothingNew,
  }));
  readonly #options: Options;
  #image = 0;
  #told = false;
  #asked = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Another image is on the canvas. */
  open(image: number): void {
    this.back();
    if (image === this.#image) return;
    this.#image = image;
    this.#told = false;
    this.forget();
  }

  /** Whether what is new in the image is still to be asked for: it is said once, when it was opened. */
  asks(image: number): boolean {
    return image === this.#image && !this.#told;
  }

  tell({ id, news }: ImageOpened): void {
    if (!news || !this.asks(id)) return;
    this.#told = true;
    this.shown.setState({ since: sinceOf(news) });
  }

  /** Selects the object after the selected one that others changed, round and round. */
  visitNext(): void {
    const editor = this.#options.editor();
    const { objects, selection } = editor.state.getSnapshot();
    const at = objects.findIndex(({ id }) => id === selection);
    const fresh = ({ id }: { id: string }) => this.shown.getState().since.has(id);
    const next = objects.slice(at + 1).find(fresh) ?? objects.find(fresh);
    if (next) editor.visit(next.id);
    else showNews(text.history.nothingNew);
  }

  /** What is new was seen. */
  forget(): void {
    this.shown.setState({ since: nothingNew });
  }

  /** Show the image as it was right after the event. */
  async look(moment: HistoryEvent): Promise<void> {
    const { project, editor } = this.#options;
    const image = this.#image;
    this.#asked = moment.id;
    try {
      const objects = await objectsAt(project, image, moment.id);
      if (image !== this.#image || moment.id !== this.#asked) return; // another one was chosen meanwhile
      editor().lookBack(objects.map(toEditor));
      this.shown.setState({ moment, objects: new Map(objects.map((object) => [object.id, object])) });
    } catch (problem) {
      showProblem(problem);
    }
  }

  /** Show the image as it is now. */
  back(): void {
    this.#asked = 0;
    if (this.shown.getState().moment === null) return;
    this.#options.editor().lookBack(null);
    this.shown.setState({ moment: null, objects: null });
  }

  /** Bring back what is shown: one object or, with null, all. `seen`: the newest event in the list. */
  async restore(seen: number, object_id: string | null): Promise<void> {
    const { moment } = this.shown.getState();
    if (moment === null) return;
    if (!(await this.#options.drained())) return showNews(text.history.notSaved);
    try {
      await this.#options.replace(
        this.#image,
        restore(this.#options.project, this.#image, moment.id, { seen, object_id }),
      );
      this.back();
      showNews(text.history.restored);
    } catch (problem) {
      showProblem(problem);
    }
  }
}
