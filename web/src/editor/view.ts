/** What part of the picture the canvas shows: zoom at a point, pan, fit, and the way between picture and screen pixels. */

import { type Box, clamp, type ImagePoint, type ScreenPoint, type Size } from "./geometry";

/** `scale`: CSS pixels per picture pixel; (x, y): where the picture's top left corner lies on the canvas, in CSS pixels. */
export type View = { readonly scale: number; readonly x: number; readonly y: number };

const LARGEST_SCALE = 64;
const FIT_MARGIN = 16;
const KEPT_IN_SIGHT = 48;

export const toScreen = (view: View, point: ImagePoint): ScreenPoint => ({
  x: point.x * view.scale + view.x,
  y: point.y * view.scale + view.y,
});

export const toImage = (view: View, point: ScreenPoint): ImagePoint => ({
  x: (point.x - view.x) / view.scale,
  y: (point.y - view.y) / view.scale,
});

/** The part of the picture's plane that the canvas shows (not clipped to the picture). */
export function visibleBox(view: View, canvas: Size): Box {
  const a = toImage(view, { x: 0, y: 0 });
  const b = toImage(view, { x: canvas.width, y: canvas.height });
  return [a.x, a.y, b.x, b.y];
}

/** The whole picture, centred with a small margin. */
export function fitted(canvas: Size, image: Size): View {
  const room = {
    width: Math.max(canvas.width - 2 * FIT_MARGIN, 1),
    height: Math.max(canvas.height - 2 * FIT_MARGIN, 1),
  };
  const scale = Math.min(room.width / image.width, room.height / image.height, LARGEST_SCALE);
  return centred(scale, { x: image.width / 2, y: image.height / 2 }, canvas);
}

/** The view at `scale` with a picture point in the middle of the canvas. */
export function centred(scale: number, middle: ImagePoint, canvas: Size): View {
  return { scale, x: canvas.width / 2 - middle.x * scale, y: canvas.height / 2 - middle.y * scale };
}

/** Zoom by `factor`, keeping the picture point under `at` where it is; never below a quarter of the fitted size. */
export function zoomAt(view: View, at: ScreenPoint, factor: number, canvas: Size, image: Size): View {
  const smallest = Math.min(fitted(canvas, image).scale / 4, 1);
  const scale = clamp(view.scale * factor, smallest, LARGEST_SCALE);
  const anchor = toImage(view, at);
  return inSight({ scale, x: at.x - anchor.x * scale, y: at.y - anchor.y * scale }, canvas, image);
}

/** Move the picture by CSS pixels. */
export function panBy(view: View, dx: number, dy: number, canvas: Size, image: Size): View {
  return inSight({ ...view, x: view.x + dx, y: view.y + dy }, canvas, image);
}

/** The same zoom with another picture point in the middle, as far as the picture stays on the canvas. */
export function lookAt(view: View, middle: ImagePoint, canvas: Size, image: Size): View {
  return inSight(centred(view.scale, middle, canvas), canvas, image);
}

/** Keep some of the picture on the canvas, so that nobody loses it. */
function inSight(view: View, canvas: Size, image: Size): View {
  const stop = (position: number, length: number, room: number) => {
    const kept = Math.min(KEPT_IN_SIGHT, room, length);
    return clamp(position, kept - length, room - kept);
  };
  return {
    scale: view.scale,
    x: stop(view.x, image.width * view.scale, canvas.width),
    y: stop(view.y, image.height * view.scale, canvas.height),
  };
}

/** The view moved so that the middle of the box is in the middle, when part of the box is out of sight; zooms out if it must. */
export function reveal(view: View, box: Box, canvas: Size): View {
  const a = toScreen(view, { x: box[0], y: box[1] });
  const b = toScreen(view, { x: box[2], y: box[3] });
  if (a.x >= 0 && a.y >= 0 && b.x <= canvas.width && b.y <= canvas.height) return view;
  const room = Math.min(canvas.width / (box[2] - box[0]), canvas.height / (box[3] - box[1])) * 0.8;
  return centred(Math.min(view.scale, room), { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 }, canvas);
}
