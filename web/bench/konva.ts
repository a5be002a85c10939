/** The reference: the same scene drawn with Konva, each mask an image made beforehand, each box a rectangle. */

import Konva from "konva";
import type { EditorObject } from "../src/editor";
import { layerPixels } from "../src/editor/layers";

Konva.autoDrawEnabled = false; // it would take the frames that the editor waits for

type Measured = { median: number; p95: number };
type Measure = (steps: number, step: (i: number) => void) => Measured;

const look = {
  color: [230, 159, 0],
  hatch: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  opacity: 0.5,
} as never;

/** The object's mask as an image at one pixel per `step` picture pixels. */
function maskImage(object: EditorObject, step: number): OffscreenCanvas {
  const mask = object.mask!;
  const words = layerPixels(mask, look, step);
  const [width, height] = [0, 1].map((i) => Math.ceil((mask.rect[i + 2]! - mask.rect[i]!) / step));
  const canvas = new OffscreenCanvas(width!, height!);
  canvas.getContext("2d")!.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), width!, height!), 0, 0);
  return canvas;
}

/** Pan and zoom over the objects, and a stroke that grows by a point an event. */
export function measureKonva(
  picture: CanvasImageSource,
  size: { width: number; height: number },
  objects: readonly EditorObject[],
  measure: Measure,
): Record<"pan" | "zoom" | "brush", Measured> {
  const container = document.body.appendChild(document.createElement("div"));
  const stage = new Konva.Stage({ container, width: 1400, height: 900 });
  const layer = new Konva.Layer({ listening: false });
  stage.add(layer);
  const scale = Math.min(1368 / size.width, 868 / size.height);
  stage.scale({ x: scale, y: scale });
  layer.add(new Konva.Image({ image: picture as never, ...size }));
  for (const object of objects) {
    const [x, y, right, bottom] = object.box;
    const box = { x, y, width: right - x, height: bottom - y };
    if (object.mask) layer.add(new Konva.Image({ image: maskImage(object, 4) as never, ...box }));
    layer.add(new Konva.Rect({ ...box, stroke: "#e69f00", strokeWidth: 1.5, strokeScaleEnabled: false }));
  }
  const canvas = layer.getNativeCanvasElement();
  const draw = () => {
    layer.draw();
    canvas.getContext("2d")!.getImageData(0, 0, 1, 1);
  };
  draw();
  const pan = measure(40, (i) => {
    stage.position({ x: 5 * i, y: 3 * i });
    draw();
  });
  const zoom = measure(40, (i) => {
    const zoomed = scale * 1.05 ** (i % 20);
    stage.scale({ x: zoomed, y: zoomed });
    draw();
  });
  const line = new Konva.Line({ points: [300, 300], stroke: "#e69f00", strokeWidth: 160, lineCap: "round" });
  layer.add(line);
  const brush = measure(40, (i) => {
    line.points([...line.points(), 300 + 40 * i, 300 + 400 * Math.sin(i / 10)]);
    draw();
  });
  stage.destroy();
  container.remove();
  return { pan, zoom, brush };
}
