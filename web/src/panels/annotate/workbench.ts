/** Ties the editor, the outbox and the gallery together for one project; the React parts only show what it holds. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ImageFilter, takeNext } from "../../api/images";
import type { Live } from "../../api/live";
import type { ImageObject, ImageOpened, Project, Role } from "../../api/types";
import { type Command, type CommandHandler, Editor, type Theme } from "../../editor";
import { Activity } from "../../saving/activity";
import type { Outbox } from "../../saving/outbox";
import { hear } from "../../saving/tabs";
import { text } from "../../text";
import { listFilter, rememberPlace } from "../image-list";
import { showProblem, showRemark } from "../notices";
import { CandidateDesk } from "./candidates";
import { keepWhenClosed } from "./closing";
import { Company, type Presence } from "./company";
import { copyBoxes } from "./copied-boxes";
import { Freshness } from "./freshness";
import { type Direction, Gallery, isFiltered } from "./gallery";
import { ImageActions } from "./image-actions";
import { imageCommands } from "./image-commands";
import { Classes, toEditor, withUnsent } from "./objects";
import { Past } from "./past";
import { wordsOfRemark } from "./remarks";
import { Saver } from "./saver";
import type { Shown as Picture } from "./shelf";
import { Tiles } from "./tiles";

type Shown = {
  image: ImageOpened | null;
  problem: unknown;
  /** The newest stored state of each object, for what the editor does not know: the model's round, whether it waits. */
  objects: ReadonlyMap<string, ImageObject>;
  picture: ImageBitmap | null;
  /** Why parts of the picture are missing; null: none are. */
  lost: unknown;
};

/** What the page opens over or beside the canvas. */
export type Layer =
  | "help"
  | "palette"
  | "go-to"
  | "view-settings"
  | "history"
  | "comment"
  | "reply"
  | "send-back"
  | "choose-class";

type Options = {
  user: number;
  /** As it is when the page opens; see `renew`. */
  project: Project;
  outbox: Outbox;
  go: (image: number) => void;
  show: (layer: Layer) => void;
};

export class Workbench {
  readonly editor: Editor;
  readonly classes: Classes;
  readonly shown = createStore<Shown>(() => ({
    image: null,
    problem: null,
    objects: new Map(),
    picture: null,
    lost: null,
  }));
  readonly #options: Options;
  readonly candidates: CandidateDesk;
  readonly #gallery: Gallery;
  /** Of the list that one goes through. */
  readonly filter: StoreApi<ImageFilter>;
  readonly #activity = new Activity();
  readonly company: Company;
  readonly past: Past;
  readonly actions: ImageActions;
  readonly tiles: Tiles;
  readonly user: number;
  #role: Role;
  readonly #stops: (() => void)[] = [];
  /** The image asked for last, and the one on the canvas (strokes belong to it). */
  #wanted = 0;
  #opened = 0;
  readonly #freshness: Freshness;
  readonly #saver: Saver;

  constructor(canvas: HTMLCanvasElement, options: Options, theme: Theme) {
    this.#options = options;
    this.#gallery = new Gallery(options.project.id, listFilter(options.project.id), (lost) =>
      this.shown.setState({ lost }),
    );
    this.filter = this.#gallery.filter;
    this.tiles = new Tiles(options.project.id, this.#gallery, (image, tiles) => {
      this.editor.setPicture({ picture: tiles, width: image.width, height: image.height });
      this.shown.setState({ picture: null });
      this.#gallery.replace(image, tiles);
    });
    this.#freshness = new Freshness({
      gallery: this.#gallery,
      held: options.outbox.holds,
      asks: (image) => this.past.asks(image),
      take: (image) => {
        this.editor.setReadOnly(image.state === "accepted");
        this.#take(image);
        this.past.tell(image);
      },
      receive: (image, objects, deleted) => {
        this.#show(image);
        this.#receive(objects, deleted);
      },
      fail: showProblem,
    });
    this.user = options.user;
    this.#role = options.project.role;
    this.company = new Company(options.project.id, () => this.#activity.lately(60));
    this.classes = new Classes(options.project.classes);
    this.candidates = new CandidateDesk(
      () => this.editor,
      (object_id) => ({ project_id: options.project.id, image_id: this.#opened, object_id }),
    );
    this.past = new Past({
      project: options.project.id,
      editor: () => this.editor,
      drained: () => options.outbox.drained(),
      replace: (id, asked) => this.#replace(id, asked),
    });
    this.actions = new ImageActions({
      project: options.project.id,
      image: () => this.shown.getState().image,
      known: (id) => this.#gallery.cached(id),
      drained: () => options.outbox.drained(),
      replace: (id, asked) => this.#replace(id, asked),
      refresh: () => this.refresh(),
    });
    this.#saver = new Saver({
      user: options.user,
      project: options.project.id,
      outbox: options.outbox,
      activity: this.#activity,
      gallery: this.#gallery,
      editor: () => this.editor,
      show: (image) => this.#show(image),
      refresh: () => void this.refresh(),
    });
    this.editor = new Editor(canvas, {
      classes: this.classes.all,
      theme,
      onIntents: (intents) => this.#saver.save(intents),
      onAsk: (object, pins) => this.candidates.guide(object, pins),
      onRemark: (remark) => showRemark(wordsOfRemark(remark, this.classes)),
      commands: this.#commands(),
    });
    this.#stops.push(
      options.outbox.onSettled(this.#saver.settled),
      options.outbox.onSettled(() => void this.#freshness.look()),
    );
    this.#stops.push(hear((word) => word.kind === "stored" && word.image === this.#opened && this.refresh()));
    this.#stops.push(keepWhenClosed(() => this.editor, options.outbox));
    this.#stops.push(this.#activity.listen(), this.editor.state.subscribe(this.#watchWaiting));
    this.#stops.push(this.company.shown.subscribe(this.#accompany), this.editor.state.subscribe(this.#tellSelection));
  }

  destroy(): void {
    this.editor.finish();
    this.#wanted = this.#opened = 0; // what is still on its way finds nobody
    this.#freshness.open(0);
    for (const stop of this.#stops) stop();
    this.candidates.destroy();
    this.company.destroy();
    this.tiles.open(null);
    this.editor.destroy();
    this.#gallery.close();
  }

  /** Somebody changed the project: its classes, or what one may do in it. What is drawn and undo stay. */
  renew({ classes, role }: Project): void {
    this.classes.all = classes;
    this.#role = role;
    this.editor.setClasses(this.classes.all);
  }

  /** Shows an image: at once when it was fetched ahead, and then as the server has it now. */
  async open(id: number): Promise<void> {
    this.#wanted = id;
    try {
      const image = this.#gallery.cached(id) ?? (await this.#gallery.fetch(id));
      if (this.#wanted !== id) return; // nobody will look at its picture
      const picture = await this.#gallery.picture(image);
      if (this.#wanted !== id) return;
      this.#putOnCanvas(image, picture);
      await this.refresh();
      this.#gallery.prefetchAround(id).catch(() => {}); // only ahead of time; opening it will tell what is wrong
    } catch (problem) {
      if (this.#wanted === id) this.shown.setState({ problem });
    }
  }

  #putOnCanvas(image: ImageOpened, picture: Picture): void {
    const { id, width, height } = image;
    this.#show(image);
    this.shown.setState({ picture: picture instanceof ImageBitmap ? picture : null, lost: null }); // tiles: masks alone are shown small
    this.editor.open({
      id,
      picture,
      width,
      height,
      objects: this.#objects(image),
      readOnly: image.state === "accepted",
    }); // commits what was being drawn
    this.#gallery.shows(image);
    this.#opened = image.id;
    this.#saver.open(image.id);
    this.#freshness.open(image.id);
    this.company.open(image.id);
    this.past.open(image.id);
    this.tiles.open(image);
  }

  /** Fetches the image again and gives the editor what is new. */
  refresh = (): Promise<void> => this.#freshness.refresh();

  /** Gives the editor what is new in the image. */
  #take(image: ImageOpened): void {
    this.#show(image);
    const there = new Set(image.objects.map((object) => object.id));
    const { objects } = this.editor.state.getSnapshot();
    const gone = objects.map(({ id }) => id).filter((id) => !there.has(id));
    this.#receive(image.objects, gone);
  }

  /** What has unsent changes stays as the person left it, whenever that was: the answer to those says how it is then. */
  #receive(stored: readonly ImageObject[], deleted: readonly string[]): void {
    const { holds } = this.#options.outbox;
    const newer = stored.filter(({ id }) => !holds(id)).map(toEditor);
    this.editor.receive(
      newer,
      deleted.filter((id) => !holds(id)),
    );
  }

  /** Goes through all images from now on, and so does the list. */
  unfilter(): void {
    rememberPlace(this.#options.project.id, { filter: {}, at: 0 });
    this.#gallery.unfilter();
  }

  /** Asks again for the parts of the picture that did not come. */
  findLost(): void {
    this.shown.setState({ lost: null });
    this.#gallery.findLost();
  }

  /** A live event of the project arrived. */
  heard = (live: Live): void => {
    const here = "image_id" in live && live.image_id === this.#opened;
    if (live.kind === "object") {
      if (here) this.#freshness.hear(live.object_id, live.version, live.deleted === true);
    } else if (live.kind === "presence") {
      if (here) this.company.heard(live.tab);
    } else {
      const lineIsBack = live.kind === "project";
      if (live.kind === "job") this.candidates.heard(live.job_id);
      if (live.kind === "job" || lineIsBack || here) this.tiles.heard();
      if (lineIsBack || here) this.refresh();
    }
  };

  /** Goes to a neighbour; `todo`: the next one that is not accepted yet. */
  async step(side: Direction, todo = false): Promise<void> {
    try {
      const id = todo ? await this.#nextToDo(side) : await this.#gallery.neighbour(this.#wanted, side);
      const { noneToDo, noneListed, noneThere } = text.annotate;
      const noneMore = isFiltered(this.filter.getState()) ? noneListed : noneThere;
      if (id === null) showRemark((todo ? noneToDo : noneMore)[side]);
      else this.#options.go(id);
    } catch (problem) {
      showProblem(problem);
    }
  }

  async #nextToDo(side: Direction): Promise<number | null> {
    const from = side === "next" ? { after: this.#wanted } : { before: this.#wanted };
    return (await takeNext(this.#options.project.id, from))?.id ?? null;
  }

  /** The image changed its state: the canvas stays as it is, only what may be done changes. */
  async #replace(id: number, asked: Promise<ImageOpened>): Promise<void> {
    const image = await this.#gallery.take(id, asked);
    if (id !== this.#opened) return;
    this.editor.setReadOnly(image.state === "accepted");
    this.#saver.open(image.id);
    this.#take(image);
  }

  #show(image: ImageOpened): void {
    this.shown.setState({ image, problem: null, objects: new Map(image.objects.map((object) => [object.id, object])) });
    if (image.objects.some((object) => object.suggesting)) this.#freshness.lookLater();
  }

  #objects(image: ImageOpened) {
    const unsent = this.#options.outbox.entriesOf(image.id);
    return withUnsent(image.objects.map(toEditor), unsent);
  }

  /** Time spent before a box whose mask is still to come, with nothing else in hand, is the model's and not the person's. */
  #watchWaiting = (): void => {
    const { objects, selection, drafting } = this.editor.state.getSnapshot();
    const selected = objects.find(({ id }) => id === selection);
    const coming = selected?.version === 0 || this.shown.getState().objects.get(selection ?? "")?.suggesting;
    this.#activity.wait(!drafting && selected?.mask === null && coming === true);
  };

  #tellSelection = (): void => this.company.select(this.editor.state.getSnapshot().selection);

  #accompany = ({ others }: Presence): void =>
    this.editor.accompany(others.flatMap(({ object_id, name }) => (object_id ? [{ objectId: object_id, name }] : [])));

  #copyBoxes(): Promise<void> {
    return copyBoxes({
      previous: (image) => this.#gallery.neighbour(image, "previous"),
      objects: async (image) => this.#objects(await this.#gallery.latest(image)),
      open: () => (this.editor.state.getSnapshot().readOnly ? null : this.#opened),
      add: (boxes) => this.editor.addBoxes(boxes),
    });
  }

  #commands(): Partial<Record<Command, CommandHandler>> {
    return {
      next: () => void this.step("next"),
      previous: () => void this.step("previous"),
      "next-todo": () => void this.step("next", true),
      "previous-todo": () => void this.step("previous", true),
      boxed: () => void this.actions.act("boxed"),
      "accept-image": () => void this.actions.act("accept"),
      "copy-boxes": () => void this.#copyBoxes(),
      "choose-class": () => this.#options.show("choose-class"),
      "next-candidate": () => void this.candidates.next(),
      candidates: () => void this.candidates.toggle(),
      save: () => void this.#saver.flush(),
      "go-to": () => this.#options.show("go-to"),
      palette: () => this.#options.show("palette"),
      "view-settings": () => this.#options.show("view-settings"),
      history: () => this.#options.show("history"),
      "next-change": () => this.past.visitNext(),
      comment: () => this.#options.show("comment"),
      reply: () => this.#options.show("reply"),
      ...imageCommands(
        this,
        () => this.#role,
        () => this.#options.show("send-back"),
      ),
      help: () => this.#options.show("help"),
    };
  }
}
