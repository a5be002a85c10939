/** Paints the scene: what stands still goes to a base canvas, which is copied under what moves (drafts, crosshair, brush). */

import { clipTo, placed, toCssSpace, toImageSpace } from "./canvas";
import type { ClassInfo } from "./classes";
import type { Document, EditorObject } from "./document";
import { type Box, intersect, isEmpty, type ScreenPoint, type Size, union } from "./geometry";
import { Layers } from "./layers";
import { Looks } from "./looks";
import { drawDraftBox, drawNames, drawOutlines, drawPointer, drawPolygon, drawSelection } from "./outlines";
import type { Picture } from "./picture";
import type { Settings } from "./settings";
import { drawStroke } from "./strokeimage";
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
  readonly draft: Draft | null;
  readonly tool: ToolId;
  readonly settings: Settings;
  readonly pointer: ScreenPoint | null;
  readonly peeking: boolean;
  readonly readOnly: boolean;
};

/** Making mask layers may take this long per frame; the rest follows in the next ones. */
const LAYER_MILLISECONDS = 6;

export class Renderer {
  readonly #context: CanvasRenderingContext2D;
  readonly #base: OffscreenCanvasRenderingContext2D;
  readonly #layers = new Layers();
  readonly #looks = new Looks();
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
    return this.#complete;
  }

  clear(): void {
    this.#layers.clear();
    this.#painted = [];
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
    const lookOf = (object: EditorObject) => this.#looks.of(object.class, scene);
    drawOutlines(this.#base, others, lookOf, view, theme);
    drawNames(this.#base, seen, lookOf, view, theme);
  }

  #paintMasks(scene: Scene, objects: readonly EditorObject[]): void {
    const scale = scene.view.scale * scene.dpr;
    const step = 2 ** Math.max(Math.floor(Math.log2(1 / scale)), 0);
    const deadline = performance.now() + LAYER_MILLISECONDS;
    this.#base.imageSmoothingEnabled = scale < 1;
    for (const object of objects.filter(({ mask }) => mask !== null)) {
      const look = this.#looks.of(object.class, scene).mask;
      const { layer, exact } = this.#layers.get(object, look, step, performance.now() < deadline);
      if (layer) this.#base.drawImage(layer.image, ...placed(layer.area));
      if (!exact) this.#complete = false;
    }
  }

  #paintOverlay(scene: Scene, area: Box): void {
    const context = this.#context;
    const { draft, selected, view, theme } = scene;
    if (draft?.kind === "stroke") {
      drawStroke(context, draft.mask, this.#looks.of(draft.class, scene).color, theme.maskOpacity, area, scene);
    }
    toCssSpace(context, scene);
    if (selected && !(draft?.kind === "box" && draft.objectId)) {
      drawSelection(context, selected, view, theme, scene.tool === "select" && !scene.readOnly);
    }
    if (draft?.kind === "box") drawDraftBox(context, draft.box, theme.draft, view, theme);
    if (draft?.kind === "polygon") drawPolygon(context, draft.corners, draft.subtract, theme.draft, view, theme);
    if (scene.pointer) drawPointer(context, scene.pointer, TOOLS[scene.tool].aim, scene);
  }
}

const reachOf = (object: EditorObject): Box => (object.mask ? union(object.box, object.mask.rect) : object.box);
