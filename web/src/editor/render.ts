/** Paints the scene: what stands still goes to a base canvas, which is copied under what moves (drafts, crosshair, brush). */

import { clipTo, placed, planeBox, shift, toCssSpace, toImageSpace, wayBetween } from "./canvas";
import type { ClassInfo } from "./classes";
import { drawCommented } from "./commented";
import { type Companion, drawCompany } from "./company";
import { contourOf, drawContour } from "./contour";
import { decoded } from "./decoded";
import type { Display } from "./display";
import type { Document, EditorObject } from "./document";
import { drawDraft } from "./drafts";
import { type Box, type ScreenPoint, type Size, union } from "./geometry";
import { Ground } from "./ground";
import { Instruments } from "./instruments";
import { drawNames, drawSize, MOST_NAMES } from "./labels";
import { Layers, type MaskLook } from "./layers";
import { type Look, Looks } from "./looks";
import type { MaskJson } from "./mask";
import { drawOutlines, drawPointer, drawSelection } from "./outlines";
import type { Picture } from "./picture";
import { drawStripes, drawStroke } from "./screenmask";
import type { Settings } from "./settings";
import { seenObjects, staleArea } from "./stale";
import type { Theme } from "./theme";
import { TOOLS, type ToolId } from "./tools";
import type { Draft, ToolKind } from "./tools/tool";
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
  readonly companions: readonly Companion[];
  /** Objects with an open comment. */
  readonly commented: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  readonly draft: Draft | null;
  readonly tool: ToolId;
  readonly settings: Settings;
  readonly display: Display;
  readonly pointer: ScreenPoint | null;
  /** Keys move the pointer: nothing else shows where it is. */
  readonly pointing: boolean;
  readonly peeking: boolean;
  readonly readOnly: boolean;
};

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
  /** The zoom that masks were last painted at. */
  #scale = 0;
  /** What the base shows, and the picture's levels at that time; null when it has to be painted anew. */
  #painted: { readonly scene: Scene; readonly levels: number | undefined } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#base = new OffscreenCanvas(1, 1).getContext("2d", { alpha: false })!;
  }

  /**
   * Paint the scene. `painted`: the part of the picture a stroke changed since the last call; unless `whole` is set only
   * this part is painted. Returns false when mask layers are still missing: paint again soon.
   */
  paint(scene: Scene, painted: Box | null, whole: boolean): boolean {
    if (this.#fit(scene)) this.#painted = null;
    const stale = this.#staleAreas(scene);
    const complete = this.#paintBase(scene, stale);
    const area = whole || !painted ? visibleBox(scene.view, scene.canvas) : [painted, ...stale].reduce(union);
    this.#context.save();
    clipTo(this.#context, area, scene);
    this.#context.drawImage(this.#base.canvas, 0, 0);
    if (!scene.peeking) this.#paintOverlay(scene, area);
    this.#context.restore();
    this.#instruments.show(this.#context, this.#base.canvas, scene);
    return complete;
  }

  /** Another picture comes. */
  clear(): void {
    this.#layers.clear();
    this.#ground.clear();
    this.#looks.clear();
    this.#painted = null;
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

  /** The parts of the picture's plane that the base does not show as they are. What it shows moves along with the view. */
  #staleAreas(scene: Scene): Box[] {
    const before = this.#painted?.levels === scene.picture?.levels ? this.#painted?.scene : undefined;
    const way = before && wayBetween(before, scene);
    if (!way) return [visibleBox(scene.view, scene.canvas)];
    const strips = shift(this.#base, way).map((strip) => planeBox(strip, scene));
    const area = staleArea(before, scene);
    return area ? [...strips, area] : strips;
  }

  /** Paint stale parts of the base; returns whether no mask layer is missing. */
  #paintBase(scene: Scene, stale: readonly Box[]): boolean {
    const levels = scene.picture?.levels;
    const seen = seenObjects(scene);
    this.#painted = null; // also when painting fails
    this.#layers.beginFrame();
    const complete = stale.map((area) => this.#paintArea(scene, area, seen.length <= MOST_NAMES)).every((done) => done);
    this.#layers.keep(masksOf(scene.document.objects), masksOf(seen));
    if (complete) this.#painted = { scene, levels };
    return complete;
  }

  #paintArea(scene: Scene, stale: Box, named: boolean): boolean {
    const base = this.#base;
    base.save();
    clipTo(base, stale, scene);
    this.#ground.draw(base, scene, scene.display.tone, scene.theme.background);
    const complete = scene.peeking || this.#paintObjects(scene, stale, named);
    base.restore();
    return complete;
  }

  #paintObjects(scene: Scene, stale: Box, named: boolean): boolean {
    const touched = seenObjects(scene, stale);
    toImageSpace(this.#base, scene);
    const complete = this.#paintMasks(scene, touched, stale);
    toCssSpace(this.#base, scene);
    const others = touched.filter(({ id }) => !scene.selectedIds.includes(id));
    const lookOf = (object: EditorObject) => this.#lookOf(object, scene);
    drawOutlines(this.#base, others, lookOf, scene, scene.theme);
    if (named) drawNames(this.#base, touched, lookOf, scene);
    return complete;
  }

  /** Returns whether all are drawn as they should. */
  #paintMasks(scene: Scene, objects: readonly EditorObject[], area: Box): boolean {
    const scale = scene.view.scale * scene.dpr;
    const step = 2 ** Math.max(Math.floor(Math.log2(1 / scale)), 0);
    const zooming = scene.view.scale !== this.#scale; // sharp, smooth and striped masks can wait until it stops
    this.#scale = scene.view.scale;
    this.#base.imageSmoothingEnabled = scale < 1 && !zooming; // four times as slow
    let complete = true;
    for (const object of objects) {
      if (object.mask === null) continue;
      const { mask: look, color } = this.#lookOf(object, scene);
      const waits = zooming && this.#layers.has(object.mask);
      const { layer, exact } = this.#layers.get(object.mask, look, step, !waits);
      if (layer) this.#base.drawImage(layer.image, ...placed(layer.area));
      if (!exact || zooming) complete = false;
      if (look.style === "bare") this.#paintContour(object.mask, color, scene);
    }
    if (isZoomedIn(scene) && !zooming) this.#paintStripes(scene, objects, area);
    return complete;
  }

  /** Above 100 % stripes in the layers would be as coarse as their pixels. */
  #paintStripes(scene: Scene, objects: readonly EditorObject[], area: Box): void {
    for (const object of objects) {
      if (!object.mask?.uncertain && !object.mask?.ignored) continue;
      drawStripes(this.#base, decoded(object.mask), this.#lookOf(object, scene).mask, area, scene);
    }
  }

  #paintContour(mask: MaskJson, color: string, { view, canvas, theme }: Scene): void {
    drawContour(this.#base, contourOf(mask), color, theme.halo, visibleBox(view, canvas), 1 / view.scale);
  }

  #paintOverlay(scene: Scene, area: Box): void {
    const context = this.#context;
    const { draft, selected, theme, canvas } = scene;
    if (draft?.kind === "stroke") {
      const { mask: look } = this.#lookOf({ id: draft.objectId ?? "", class: draft.class }, scene);
      const seen = { ...look, opacity: Math.max(look.opacity, FAINTEST_STROKE) };
      drawStroke(context, draft.mask, seen, area, scene);
    }
    toCssSpace(context, scene);
    const { hidden, commented, document } = scene;
    const companions = scene.companions.filter(({ objectId }) => !hidden.has(objectId));
    drawCompany(context, companions, document.objects, scene, theme);
    const marked = document.objects.filter(({ id }) => commented.has(id) && !hidden.has(id));
    drawCommented(context, marked, scene, theme);
    for (const object of outlined(scene)) {
      const handles = object.id === selected?.id && scene.tool === "select" && !scene.readOnly;
      drawSelection(context, object, scene, theme, handles && !scene.locked.has(object.id));
    }
    if (draft) drawDraft(context, draft, scene, theme);
    if (draft?.kind === "box") drawSize(context, draft.box, scene, canvas);
    if (scene.pointer) for (const aim of aimsOf(scene)) drawPointer(context, scene.pointer, aim, scene);
  }
}

/** Above this zoom the rim of an outlined mask is drawn as lines between pixels instead of in pixels. */
const LINES_FROM = 2;

const isZoomedIn = ({ view, dpr }: Scene): boolean => view.scale * dpr > 1;

function styleOf({ display, view, dpr }: Scene): MaskLook["style"] {
  if (display.masks === "filled") return "filled";
  return view.scale * dpr > LINES_FROM ? "bare" : "outlined";
}

const aimsOf = ({ tool, pointing }: Scene): Set<ToolKind["aim"]> =>
  new Set(pointing ? [TOOLS[tool].aim, "crosshair"] : [TOOLS[tool].aim]);

/** The selected objects, the one in focus on top; none of them while their boxes are dragged. */
function outlined({ document, draft, selected, selectedIds }: Scene): EditorObject[] {
  if (draft?.kind === "box" && draft.objectId) return [];
  const others = document.objects.filter(({ id }) => id !== selected?.id && selectedIds.includes(id));
  return selected ? [...others, selected] : others;
}

const masksOf = (objects: readonly EditorObject[]) => new Set(objects.flatMap(({ mask }) => mask ?? []));
