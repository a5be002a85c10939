/** DOM pointer and wheel events of the canvas, handed to Input. */

import type { ScreenPoint } from "./geometry";
import type { Input, PointerInput } from "./input";

const PIXELS_PER_LINE = 20;

/** Listen until `signal` aborts. */
export function listenToPointer(canvas: HTMLCanvasElement, input: Input, leave: () => void, signal: AbortSignal): void {
  const on = <K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    canvas.addEventListener(kind, listener, { signal, passive: false });
  const read = (event: PointerEvent | MouseEvent): PointerInput => ({
    position: positionOf(event, canvas),
    button: event.button,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
  });
  on("pointerdown", (event) => {
    if (!event.isPrimary) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    input.down(read(event));
  });
  on("pointermove", (event) => {
    if (!event.isPrimary) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length > 0 ? between : [event]) input.move(read(each));
  });
  on("pointerup", (event) => {
    if (event.isPrimary) input.up(read(event));
  });
  on("pointercancel", () => input.cancel());
  on("pointerleave", leave);
  on("contextmenu", (event) => event.preventDefault());
  on("wheel", (event) => {
    event.preventDefault();
    input.wheel(
      positionOf(event, canvas),
      event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_LINE : 1),
      event.altKey,
    );
  });
}

function positionOf(event: MouseEvent, canvas: HTMLCanvasElement): ScreenPoint {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
