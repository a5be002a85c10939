/** Paints the scene: what stands still goes to a base canvas, which is copied under what moves (drafts, crosshair, brush). */

import { clipTo, placed, toCssSpace, toImageSpace } from "./canvas";
import type { Document, EditorObject } from "./document";
import type { ClassInfo } from "./engine";
import { type Box, intersect, isEmpty, type ScreenPoint, type Size, union } from "./geometry";
import { type HatchKind, hatchTile } from "./hatch";
import { type Layer, Layers } from "./layers";
import { drawDraftBox, drawNames, drawOutlines, drawPointer, drawPolygon, drawSelection } from "./outlines";
import type { Picture } from "./picture";
import { StrokeLayer } from "./strokelayer";
import type { Theme } from "./theme";
import type { Draft, ToolId } from "./tools/tool";
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
  readonly draft: Draft | null;
  readonly tool: ToolId;
  readonly brushSize: number;
  readonly pointer: ScreenPoint | null;
  readonly peeking: boolean;
  readonly readOnly: boolean;
};

/** Making mask layers may take this long per frame; the rest follows in the next ones. */
const LAYER_MILLISECONDS = 6;

export class Renderer {
  readonly #context: CanvasRenderingContext2D;
  readonly #base: OffscreenCanvasRenderingContext2D;
  readonly #scratch: OffscreenCanvasRenderingContext2D;
  readonly #layers = new Layers();
  readonly #stroke = new StrokeLayer();
  #painted: readonly unknown[] = [];
  #complete = false;

  constructor(canvas: HTMLCanvasElement) {
    const offscreen = () => new OffscreenCanvas(1, 1).getContext("2d")!;
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#base = offscreen();
    this.#scratch = offscreen();
  }

  /**
   * Paint the scene. `painted`: the part of the picture a stroke changed since the last call; unless `whole` is set only
   * this part is painted. Returns false when mask layers are still missing: paint again soon.
   */
  paint(scene: Scene, painted: Box | null, whole: boolean): boolean {
    const resized = this.#fit(scene);
    const fresh = this.#paintBase(scene, resized);
    this.#context.save();
    if (painted && !whole && !fresh) clipTo(this.#context, painted, scene);
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.drawImage(this.#base.canvas, 0, 0);
    if (scene.peeking) this.#stroke.clear();
    else this.#paintOverlay(scene, painted);
    this.#context.restore();
    return this.#complete;
  }

  clear(): void {
    this.#layers.clear();
    this.#painted = [];
  }

  /** Give all canvases the size of the viewport in device pixels. */
  #fit({ canvas, dpr }: Scene): boolean {
    const [width, height] = [Math.max(Math.round(canvas.width * dpr), 1), Math.max(Math.round(canvas.height * dpr), 1)];
    const all = [this.#context.canvas, this.#base.canvas, this.#scratch.canvas];
    if (all.every((one) => one.width === width && one.height === height)) return false;
    for (const one of all) Object.assign(one, { width, height });
    return true;
  }

  /** Paint the base when anything in it changed; returns whether it did. */
  #paintBase(scene: Scene, resized: boolean): boolean {
    const { picture, document, classes, theme, view, selected, peeking } = scene;
    const hidden = scene.draft?.kind === "stroke" ? scene.draft.objectId : null;
    const wanted = [picture, picture?.levels, document, classes, theme, view, selected, hidden, peeking];
    if (!resized && this.#complete && wanted.every((value, i) => value === this.#painted[i])) return false;
    this.#painted = wanted;
    const base = this.#base;
    base.setTransform(1, 0, 0, 1, 0, 0);
    base.fillStyle = theme.background;
    base.fillRect(0, 0, base.canvas.width, base.canvas.height);
    toImageSpace(base, scene);
    picture?.draw(base, view.scale * scene.dpr);
    this.#complete = true;
    if (!peeking) this.#paintObjects(scene, hidden);
    return true;
  }

  #paintObjects(scene: Scene, hidden: string | null): void {
    const { document, view, canvas, theme, selected } = scene;
    const visible = visibleBox(view, canvas);
    const seen = document.objects.filter(
      (object) => object.id !== hidden && !isEmpty(intersect(reachOf(object), visible)),
    );
    this.#paintMasks(scene, seen);
    this.#layers.keep(new Set(document.objects.map(({ id }) => id)), new Set(seen.map(({ id }) => id)));
    toCssSpace(this.#base, scene);
    const others = seen.filter((object) => object.id !== selected?.id);
    const look = classLook(scene.classes);
    drawOutlines(this.#base, others, look.color, view, theme);
    drawNames(this.#base, seen, look.name, look.color, view, theme);
  }

  #paintMasks(scene: Scene, objects: readonly EditorObject[]): void {
    const step = 2 ** Math.max(Math.floor(Math.log2(1 / (scene.view.scale * scene.dpr))), 0);
    const { color } = classLook(scene.classes);
    const deadline = performance.now() + LAYER_MILLISECONDS;
    const layers: Layer[] = [];
    for (const object of objects.filter(({ mask }) => mask !== null)) {
      const { layer, made } = this.#layers.get(object, color(object), step, performance.now() < deadline);
      if (layer) layers.push(layer);
      if (!made) this.#complete = false;
    }
    const base = this.#base;
    base.imageSmoothingEnabled = scene.view.scale * scene.dpr < 1;
    base.globalAlpha = scene.theme.maskOpacity;
    for (const layer of layers) base.drawImage(layer.tint, ...placed(layer.area));
    base.globalAlpha = 1;
    this.#paintHatched(scene, layers, "uncertain");
    this.#paintHatched(scene, layers, "ignored");
  }

  /** Collect the marked pixels on the scratch canvas, keep the hatching only there, and lay it over the base. */
  #paintHatched(scene: Scene, layers: readonly Layer[], kind: HatchKind): void {
    const marked = layers.filter((layer) => layer[kind] !== null);
    if (marked.length === 0) return;
    const scratch = this.#scratch;
    const { width, height } = scratch.canvas;
    scratch.setTransform(1, 0, 0, 1, 0, 0);
    scratch.clearRect(0, 0, width, height);
    toImageSpace(scratch, scene);
    scratch.imageSmoothingEnabled = scene.view.scale * scene.dpr < 1;
    for (const layer of marked) scratch.drawImage(layer[kind]!, ...placed(layer.area));
    scratch.setTransform(1, 0, 0, 1, 0, 0);
    scratch.globalCompositeOperation = "source-in";
    scratch.fillStyle = scratch.createPattern(hatchTile(kind, scene.theme, scene.dpr), "repeat")!;
    scratch.fillRect(0, 0, width, height);
    scratch.globalCompositeOperation = "source-over";
    this.#base.setTransform(1, 0, 0, 1, 0, 0);
    this.#base.drawImage(scratch.canvas, 0, 0);
    toImageSpace(this.#base, scene);
  }

  #paintOverlay(scene: Scene, painted: Box | null): void {
    const context = this.#context;
    const { draft, selected, view, theme } = scene;
    const look = classLook(scene.classes);
    if (draft?.kind === "stroke") this.#paintStroke(scene, draft, look.byIndex(draft.class).color, painted);
    else this.#stroke.clear();
    toCssSpace(context, scene);
    if (selected && !(draft?.kind === "box" && draft.objectId)) {
      drawSelection(context, selected, view, theme, scene.tool === "select" && !scene.readOnly);
    }
    if (draft?.kind === "box") drawDraftBox(context, draft.box, theme.draft, view, theme);
    if (draft?.kind === "polygon") drawPolygon(context, draft.corners, draft.subtract, theme.draft, view, theme);
    if (scene.pointer) drawPointer(context, scene.pointer, scene);
  }

  #paintStroke(scene: Scene, { mask }: Extract<Draft, { kind: "stroke" }>, color: string, area: Box | null): void {
    const image = this.#stroke.update(mask, color, area);
    const context = this.#context;
    toImageSpace(context, scene);
    context.imageSmoothingEnabled = scene.view.scale * scene.dpr < 1;
    context.globalAlpha = scene.theme.maskOpacity;
    context.drawImage(image, ...placed(mask.rect));
    context.globalAlpha = 1;
  }
}

const reachOf = (object: EditorObject): Box => (object.mask ? union(object.box, object.mask.rect) : object.box);

/** Colour and name of a class, also of one the project does not know any more. */
function classLook(classes: readonly ClassInfo[]) {
  const byIndex = (index: number) =>
    classes.find((one) => one.index === index) ?? { name: `class ${index}`, color: "#808080" };
  return {
    byIndex,
    color: (object: EditorObject) => byIndex(object.class).color,
    name: (object: EditorObject) => byIndex(object.class).name,
  };
}
