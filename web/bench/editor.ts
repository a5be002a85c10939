/** Measures the editor on a 20-megapixel picture with 200 masks: frames are painted on demand and rasterised before the clock stops. */

import { darkTheme, Editor, type EditorObject, plainTone } from "../src/editor";
import { FOREGROUND, toJson, UNCERTAIN } from "../src/editor/mask";
import { coverSegment } from "../src/editor/stroke";
import { measureKonva } from "./konva";

const SIZE = { width: 5472, height: 3648 };
const canvas = document.querySelector("canvas")!;
const flush = () => canvas.getContext("2d")!.getImageData(0, 0, 1, 1);

/** Frames run when the benchmark asks for them, not when the screen does. */
let frame: FrameRequestCallback | null = null;
window.requestAnimationFrame = (callback) => {
  frame = callback;
  return 1;
};

function paint(): void {
  const callback = frame;
  frame = null;
  callback?.(performance.now());
  flush();
}

function makePicture(): OffscreenCanvas {
  const picture = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = picture.getContext("2d")!;
  for (let i = 0; i < 4000; i++) {
    context.fillStyle = `hsl(${(i * 47) % 360} 60% ${20 + ((i * 13) % 60)}%)`;
    context.fillRect((i * 7919) % SIZE.width, (i * 6271) % SIZE.height, 300, 200);
  }
  return picture;
}

/** Round masks with an uncertain rim; every second one is already accepted. */
function makeObjects(count: number, radius: number): EditorObject[] {
  return Array.from({ length: count }, (_, i) => {
    const middle = { x: 300 + ((i * 977) % (SIZE.width - 600)), y: 300 + ((i * 631) % (SIZE.height - 600)) };
    const disc = coverSegment(middle, middle, 2 * radius, [0, 0, SIZE.width, SIZE.height])!;
    const core = coverSegment(middle, middle, Math.round(1.8 * radius), disc.rect)!;
    const suggested = i % 2 === 0;
    const inCore = (j: number) => {
      const width = disc.rect[2] - disc.rect[0];
      return Math.hypot((j % width) - radius, Math.floor(j / width) - radius) < 0.9 * radius && core.pixels.length > 0;
    };
    const pixels = disc.pixels.map((value, j) =>
      value === 0 ? 0 : suggested && !inCore(j) ? FOREGROUND | UNCERTAIN : FOREGROUND,
    );
    return {
      id: `object-${i}`,
      box: disc.rect,
      class: 1 + (i % 5),
      state: suggested ? "suggested" : "accepted",
      mask: toJson({ rect: disc.rect, pixels }),
      origin: "fused",
      by: null,
      version: 1,
      truncated: false,
      difficult: false,
      occluded: false,
    };
  });
}

function pointer(kind: string, x: number, y: number, button = 0): void {
  canvas.dispatchEvent(
    new PointerEvent(kind, { clientX: x, clientY: y, button, isPrimary: true, pointerId: 1, bubbles: true }),
  );
}

const wheel = (deltaY: number) =>
  canvas.dispatchEvent(new WheelEvent("wheel", { clientX: 700, clientY: 450, deltaY, cancelable: true }));

function measure(steps: number, step: (i: number) => void): { median: number; p95: number } {
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    step(i);
    times.push(performance.now() - start);
  }
  return spread(times);
}

function spread(times: number[]): { median: number; p95: number } {
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]! * 100) / 100;
  return { median: at(0.5), p95: at(0.95) };
}

/** Paint until nothing is missing any more: layers are made over several frames. */
const settle = () => {
  while (frame) paint();
};

async function run(): Promise<Record<string, { median: number; p95: number }>> {
  const colors = ["#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#d55e00"];
  const editor = new Editor(canvas, {
    classes: colors.map((color, i) => ({ id: i + 1, name: `class ${i + 1}`, color })),
    theme: darkTheme,
    onIntents: () => {},
  });
  canvas.setPointerCapture = () => {};
  const picture = makePicture();
  const opening = { picture, ...SIZE };
  const results: Record<string, { median: number; p95: number }> = {};
  const [context, whole] = [canvas.getContext("2d")!, await createImageBitmap(picture)];
  results["reference: the picture alone, one drawImage"] = measure(30, (i) => {
    context.drawImage(whole, -i, 0, 1400, 900);
    flush();
  });
  const masks = measureKonva(whole, SIZE, makeObjects(200, 200), measure);
  results["reference: Konva, pan, 200 masks"] = masks.pan;
  results["reference: Konva, zoom, 200 masks"] = masks.zoom;
  results["reference: Konva, brush, 200 masks, event and frame"] = masks.brush;
  const boxes = makeObjects(1000, 30).map((object) => ({ ...object, mask: null }));
  results["reference: Konva, pan, 1000 boxes"] = measureKonva(whole, SIZE, boxes, measure).pan;
  editor.open({ ...opening, objects: makeObjects(200, 200) });
  settle();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  settle();
  const pan = (i: number) => {
    pointer("pointermove", 700 + 5 * (i % 40), 450 + 3 * (i % 40), 1);
    paint();
  };
  pointer("pointerdown", 700, 450, 1);
  results["pan, 200 masks, fitted"] = measure(120, pan);
  pointer("pointerup", 700, 450, 1);
  editor.show({ tone: { brightness: 0.1, contrast: 0.3, gamma: 1.5 } });
  pointer("pointerdown", 700, 450, 1);
  results["pan, 200 masks, fitted, brightness contrast gamma"] = measure(120, pan);
  pointer("pointerup", 700, 450, 1);
  editor.show({ tone: plainTone });
  settle();
  results["zoom in and out, 200 masks"] = measure(120, (i) => {
    wheel(i % 60 < 30 ? -60 : 60);
    paint();
  });
  settle();
  editor.run("actual-size");
  settle();
  pointer("pointerdown", 700, 450, 1);
  results["pan, 200 masks, 100 %"] = measure(120, pan);
  pointer("pointerup", 700, 450, 1);
  settle();
  for (const [size, place] of [
    [40, "100 %"],
    [200, "fitted"],
  ] as const) {
    if (place === "fitted") editor.run("fit");
    settle();
    editor.select("object-7");
    editor.setTool("brush");
    editor.set({ brushSize: size });
    settle();
    const down = performance.now();
    pointer("pointerdown", 300, 300);
    paint();
    const took = performance.now() - down;
    results[`brush ${size} px, ${place}: pointer down`] = { median: took, p95: took };
    results[`brush ${size} px, ${place}: pointer event alone`] = measure(200, (i) =>
      pointer("pointermove", 300 + 3 * i, 300 + 100 * Math.sin(i / 10)),
    );
    paint();
    results[`brush ${size} px, ${place}: pointer event and frame`] = measure(200, (i) => {
      pointer("pointermove", 900 - 3 * i, 600 + 100 * Math.sin(i / 10));
      paint();
    });
    results[`brush ${size} px, ${place}: end of the first stroke`] = measure(1, () => pointer("pointerup", 300, 600));
    paint();
    const ends: number[] = [];
    for (let stroke = 0; stroke < 9; stroke++) {
      pointer("pointerdown", 310, 310 + 20 * stroke);
      for (let i = 0; i < 60; i++) pointer("pointermove", 310 + 10 * i, 310 + 20 * stroke);
      paint();
      const start = performance.now();
      pointer("pointerup", 900, 320 + 20 * stroke);
      ends.push(performance.now() - start);
      paint();
    }
    results[`brush ${size} px, ${place}: end of a further stroke`] = spread(ends);
    settle();
    results[`brush ${size} px, ${place}: undo and redo`] = measure(10, (i) => {
      editor.run(i % 2 ? "redo" : "undo");
      paint();
    });
    settle();
  }
  editor.open({
    ...opening,
    objects: makeObjects(1000, 30).map((object) => ({ ...object, mask: null, state: "drawn" })),
  });
  editor.setTool("box");
  settle();
  pointer("pointerdown", 700, 450, 1);
  results["pan, 1000 boxes"] = measure(120, pan);
  pointer("pointerup", 700, 450, 1);
  results["crosshair, 1000 boxes"] = measure(120, (i) => {
    pointer("pointermove", 300 + i, 300 + i);
    paint();
  });
  editor.destroy();
  return results;
}

run().then(
  (results) => fetch("/results", { method: "POST", body: JSON.stringify(results) }),
  (error: Error) =>
    fetch("/results", { method: "POST", body: JSON.stringify({ error: `${error.message}\n${error.stack}` }) }),
);
