/** Paints the scene: what stands still goes to a base canvas, which is copied under what moves (drafts, crosshair, brush). */

import { clipTo, placed, toCssSpace, toImageSpace } from "./canvas";
import type { ClassInfo } from "./classes";
import { contourOf, drawContour } from "./contour";
import { decoded } from "./decoded";
import type { Display } from "./display";
import type { Document, EditorObject } from "./document";
import { drawDraft } from "./drafts";
import { type Box, intersect, isEmpty, type ScreenPoint, type Size, union } from "./geometry";
import { Ground } from "./ground";
import { Instruments } from "./instruments";
import { drawNames, drawSize } from "./labels";
import { Layers, type MaskLook } from "./layers";
import { type Look, Looks } from "./looks";
import type { MaskJson } from "./mask";
import { drawOutlines, drawPointer, drawSelection } from "./outlines";
import type { Picture } from "./picture";
import { drawStripes, drawStroke } from "./screenmask";
import type { Settings } from "./settings";
import type { Theme } from "./theme";
import { TOOLS, type ToolId } from "./tools";
import type { Draft } from "./tools/tool";
import { type View, visibleBox } from "./view";

/** Everything that is to be seen; immutable values, so that comparing references tells what changed. */
export type Scene = {
  readonly picture: Picture | null;
  readonly document: Document;
  readonly classes: readonly ClassInfo[];
  readonly theme: Theme;
  readonly view: View;
  readonly canvas: Size;
  readonly dpr: number;
  readonly selected: EditorObject | undefined;
  readonly selectedIds: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  readonly draft: Draft | null;
  readonly tool: ToolId;
  readonly settings: Settings;
  readonly display: Display;
  readonly pointer: ScreenPoint | null;
  readonly peeking: boolean;
  readonly readOnly: boolean;
};

/** Making mask layers may take this long per frame; the rest follows in the next ones. */
const LAYER_MILLISECONDS = 6;

/** The stroke being painted is seen however faint masks are. */
const FAINTEST_STROKE = 0.25;

type Colored = { readonly id: string; readonly class: number };

export class Renderer {
  readonly #context: CanvasRenderingContext2D;
  readonly #base: OffscreenCanvasRenderingContext2D;
  readonly #layers = new Layers();
  readonly #ground = new Ground();
  readonly #looks = new Looks();
  readonly #instruments = new Instruments();
  #painted: readonly unknown[] = [];
  #complete = false;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#base = new OffscreenCanvas(1, 1).getContext("2d", { alpha: false })!;
  }

  /**
   * Paint the scene. `painted`: the part of the picture a stroke changed since the last call; unless `whole` is set only
   * this part is painted. Returns false when mask layers are still missing: paint again soon.
   */
  paint(scene: Scene, painted: Box | null, whole: boolean): boolean {
    const resized = this.#fit(scene);
    const fresh = this.#paintBase(scene, resized);
    const area = painted && !whole && !fresh ? painted : visibleBox(scene.view, scene.canvas);
    this.#context.save();
    clipTo(this.#context, area, scene);
    this.#context.drawImage(this.#base.canvas, 0, 0);
    if (!scene.peeking) this.#paintOverlay(scene, area);
    this.#context.restore();
    this.#instruments.copy(this.#context, this.#base.canvas, scene);
    return this.#complete;
  }

  /** Another picture comes. */
  clear(): void {
    this.#layers.clear();
    this.#ground.clear();
    this.#looks.clear();
    this.#painted = [];
  }

  /** The colour an object has on this scene. */
  colorOf(object: Colored, scene: Scene): string {
    return this.#lookOf(object, scene).color;
  }

  #lookOf(object: Colored, scene: Scene): Look {
    return this.#looks.of(object, { ...scene, style: styleOf(scene), striped: !isZoomedIn(scene) });
  }

  /** Give all canvases the size of the viewport in device pixels. */
  #fit({ canvas, dpr }: Scene): boolean {
    const [width, height] = [Math.max(Math.round(canvas.width * dpr), 1), Math.max(Math.round(canvas.height * dpr), 1)];
    const all = [this.#context.canvas, this.#base.canvas];
    if (all.every((one) => one.width === width && one.height === height)) return false;
    for (const one of all) Object.assign(one, { width, height });
    return true;
  }

  /** Paint the base when anything in it changed; returns whether it did. */
  #paintBase(scene: Scene, resized: boolean): boolean {
    const { picture, document, classes, theme, view, selected, peeking, display } = scene;
    const hidden = scene.draft?.kind === "stroke" ? scene.draft.objectId : null;
    const { selectedIds } = scene;
    const seen = [scene.hidden, scene.locked, hidden, peeking, display];
    const wanted = [picture, picture?.levels, document, classes, theme, view, selected, selectedIds, ...seen];
    if (!resized && this.#complete && wanted.every((value, i) => value === this.#painted[i])) return false;
    this.#painted = wanted;
    this.#ground.draw(this.#base, scene, display.tone, theme.background);
    toImageSpace(this.#base, scene);
    this.#complete = true;
    if (!peeking) this.#paintObjects(scene, hidden);
    this.#instruments.paint(this.#base, scene);
    return true;
  }

  #paintObjects(scene: Scene, hidden: string | null): void {
    const { document, view, canvas, theme, selectedIds } = scene;
    const visible = visibleBox(view, canvas);
    const seen = document.objects.filter(
      (object) => object.id !== hidden && !scene.hidden.has(object.id) && !isEmpty(intersect(reachOf(object), visible)),
    );
    this.#paintMasks(scene, seen);
    this.#layers.keep(new Set(document.objects.map(({ id }) => id)), new Set(seen.map(({ id }) => id)));
    toCssSpace(this.#base, scene);
    const others = seen.filter(({ id }) => !selectedIds.includes(id));
    const lookOf = (object: EditorObject) => this.#lookOf(object, scene);
    drawOutlines(this.#base, others, lookOf, view, theme);
    drawNames(this.#base, seen, lookOf, view, scene);
  }

  #paintMasks(scene: Scene, objects: readonly EditorObject[]): void {
    const scale = scene.view.scale * scene.dpr;
    const step = 2 ** Math.max(Math.floor(Math.log2(1 / scale)), 0);
    const deadline = performance.now() + LAYER_MILLISECONDS;
    this.#base.imageSmoothingEnabled = scale < 1;
    for (const object of objects.filter(({ mask }) => mask !== null)) {
      const { mask: look, color } = this.#lookOf(object, scene);
      const { layer, exact } = this.#layers.get(object, look, step, performance.now() < deadline);
      if (layer) this.#base.drawImage(layer.image, ...placed(layer.area));
      if (!exact) this.#complete = false;
      if (look.style === "bare") this.#paintContour(object.mask!, color, scene);
    }
    if (isZoomedIn(scene)) this.#paintStripes(scene, objects);
  }

  /** Above 100 % stripes in the layers would be as coarse as their pixels. */
  #paintStripes(scene: Scene, objects: readonly EditorObject[]): void {
    const visible = visibleBox(scene.view, scene.canvas);
    for (const object of objects) {
      if (!object.mask?.uncertain && !object.mask?.ignored) continue;
      drawStripes(this.#base, decoded(object.mask), this.#lookOf(object, scene).mask, visible, scene);
    }
  }

  #paintContour(mask: MaskJson, color: string, { view, canvas, theme }: Scene): void {
    drawContour(this.#base, contourOf(mask), color, theme.halo, visibleBox(view, canvas), 1 / view.scale);
  }

  #paintOverlay(scene: Scene, area: Box): void {
    const context = this.#context;
    const { draft, selected, view, theme, canvas } = scene;
    if (draft?.kind === "stroke") {
      const { mask: look } = this.#lookOf({ id: draft.objectId ?? "", class: draft.class }, scene);
      const seen = { ...look, opacity: Math.max(look.opacity, FAINTEST_STROKE) };
      drawStroke(context, draft.mask, seen, area, scene);
    }
    toCssSpace(context, scene);
    for (const object of outlined(scene)) {
      const handles = object.id === selected?.id && scene.tool === "select" && !scene.readOnly;
      drawSelection(context, object, view, theme, handles && !scene.locked.has(object.id));
    }
    if (draft) drawDraft(context, draft, view, theme);
    if (draft?.kind === "box") drawSize(context, draft.box, view, canvas);
    if (scene.pointer) drawPointer(context, scene.pointer, TOOLS[scene.tool].aim, scene);
  }
}

/** Above this zoom the rim of an outlined mask is drawn as lines between pixels instead of in pixels. */
const LINES_FROM = 2;

const isZoomedIn = ({ view, dpr }: Scene): boolean => view.scale * dpr > 1;

function styleOf({ display, view, dpr }: Scene): MaskLook["style"] {
  if (display.masks === "filled") return "filled";
  return view.scale * dpr > LINES_FROM ? "bare" : "outlined";
}

/** The selected objects, the one in focus on top; none of them while their boxes are dragged. */
function outlined({ document, draft, selected, selectedIds }: Scene): EditorObject[] {
  if (draft?.kind === "box" && draft.objectId) return [];
  const others = document.objects.filter(({ id }) => id !== selected?.id && selectedIds.includes(id));
  return selected ? [...others, selected] : others;
}

const reachOf = (object: EditorObject): Box => (object.mask ? union(object.box, object.mask.rect) : object.box);
