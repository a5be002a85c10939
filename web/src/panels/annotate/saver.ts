/** What is done on the canvas becomes changes in the outbox; what became of them goes back to the editor. */
import type { ImageObject, ImageOpened } from "../../api/types";
import { type Editor, type Intent, uuid } from "../../editor";
import type { Activity, Spent } from "../../saving/activity";
import { sameObject } from "../../saving/entry";
import type { Outbox, Settled } from "../../saving/outbox";
import { tab } from "../../saving/tabs";
import { text } from "../../text";
import { showNews, showProblem } from "../notices";
import type { Gallery } from "./gallery";
import { toEditor, toWanted } from "./objects";

type Options = {
  user: number;
  project: number;
  outbox: Outbox;
  activity: Activity;
  gallery: Gallery;
  editor: () => Editor;
  /** Something of the shown image is stored. */
  show: (image: ImageOpened) => void;
  /** It is not known how an object of the shown image is stored. */
  refresh: () => void;
};

export class Saver {
  readonly #options: Options;
  /** What the editor waits to hear about, by the entry it became. */
  readonly #intents = new Map<string, Intent>();
  #image = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** This image is on the canvas now, or was settled as a whole: looking at it before belongs to none of the changes to come. */
  open(image: number): void {
    this.#image = image;
    this.#options.activity.take();
  }

  /** Hands what one step did to the outbox; the time goes to all of it in equal parts. */
  save(intents: readonly Intent[]): void {
    const { active, waiting } = this.#options.activity.take();
    const each = { active: active / intents.length, waiting: waiting / intents.length };
    for (const intent of intents) this.#add(intent, each);
  }

  #add(intent: Intent, spent: Spent): void {
    const { user, project, outbox } = this.#options;
    const { object, before, kind } = intent;
    const entry = {
      id: uuid(),
      tab,
      user,
      project,
      image: this.#image,
      object: object.id,
      kind,
      wanted: toWanted(object),
      base: before && toWanted(before),
      version: before?.version || null,
      seconds: spent.active,
      waiting: spent.waiting,
    };
    this.#intents.set(entry.id, intent);
    outbox.add(entry);
  }

  /** Everything is sent at once anyhow: who asks for it is told whether all has arrived. */
  async flush(): Promise<void> {
    const { outbox, editor } = this.#options;
    outbox.wake();
    if (!(await outbox.drained())) return showProblem(text.annotate.notDrained);
    const { drafting, preview } = editor().state.getSnapshot();
    showNews(drafting ? text.saved.allButDrawing : preview ? text.saved.allButPreview : text.saved.all);
  }

  /** Hears from the outbox what became of an entry. */
  readonly settled: Settled = (entry, object, outcome) => {
    const { outbox, gallery, editor, show, refresh } = this.#options;
    if (object !== undefined) gallery.stored(entry.image, entry.object, object);
    const intent = this.#intents.get(entry.id);
    this.#intents.delete(entry.id);
    if (entry.image !== this.#image) return;
    if (intent) editor().saved(intent, this.#versionSeen(intent, object));
    const image = gallery.cached(entry.image);
    if (image) show(image);
    if (outcome === "dropped" && object === undefined) refresh();
    else if (!outbox.holds(entry.object))
      editor().receive(object ? [toEditor(object)] : [], object ? [] : [entry.object]);
    if (outcome === "dropped" && object === null) showNews(text.annotate.goneMeanwhile);
    else if (outcome === "dropped" && entry.kind === "accept") showNews(text.annotate.acceptDropped);
  };

  /** The version that the canvas shows after a save: the stored one only when it holds nothing of somebody else's. */
  #versionSeen({ object, before }: Intent, stored: ImageObject | null | undefined): number {
    return stored && sameObject(toWanted(object), stored) ? stored.version : (before?.version ?? 0);
  }
}
