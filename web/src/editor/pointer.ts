/** DOM pointer and wheel events of the canvas, handed to Input. */

import type { ScreenPoint } from "./geometry";
import type { Fingers, Input, PointerInput } from "./input";

const PIXELS_PER_LINE = 20;

/** Listen until `signal` aborts. */
export function listenToPointer(canvas: HTMLCanvasElement, input: Input, leave: () => void, signal: AbortSignal): void {
  const on = <K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    canvas.addEventListener(kind, listener, { signal, passive: false });
  const read = (event: PointerEvent): PointerInput => ({
    position: positionOf(event, canvas),
    button: event.button,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
    device: event.pointerType === "touch" || event.pointerType === "pen" ? event.pointerType : "mouse",
    pressure: event.pressure,
  });
  const fingers = new FingersDown(input);
  /** The pointer that is pressed. Until it is let go the others do nothing; only fingers pinch together. */
  let pressed: PointerEvent | null = null;
  const isAnother = ({ pointerId }: PointerEvent) => pressed !== null && pointerId !== pressed.pointerId;
  /** Whether this pointer may come down: a pen goes before the palm that lies there already. */
  const mayPress = (event: PointerEvent) => {
    if (!isAnother(event)) return true;
    if (event.pointerType === "pen") return pressed?.pointerType === "touch";
    return event.pointerType === "touch" && pressed?.pointerType === "touch";
  };
  on("pointerdown", (event) => {
    if (!mayPress(event)) return;
    canvas.setPointerCapture(event.pointerId);
    if (fingers.down(event, positionOf(event, canvas)) || !event.isPrimary) return;
    if (isAnother(event)) fingers.giveWay();
    pressed = event;
    canvas.focus({ preventScroll: true });
    event.preventDefault();
    input.down(read(event));
  });
  on("pointermove", (event) => {
    if (fingers.move(event, positionOf(event, canvas)) || isAnother(event) || !event.isPrimary) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length > 0 ? between : [event]) input.move(read(each));
  });
  /** It is up, or the system took it away: is there still a press that ends with it? */
  const endsPress = (event: PointerEvent): boolean => {
    const pinched = fingers.up(event);
    if (isAnother(event)) return false;
    pressed = null;
    return !pinched;
  };
  on("pointerup", (event) => {
    if (endsPress(event) && event.isPrimary) input.up(read(event));
  });
  on("pointercancel", (event) => {
    if (endsPress(event)) input.cancel();
  });
  on("pointerleave", leave);
  on("contextmenu", (event) => event.preventDefault());
  on("wheel", (event) => {
    event.preventDefault();
    input.wheel(
      positionOf(event, canvas),
      event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_LINE : 1),
      { alt: event.altKey, pinched: event.ctrlKey },
    );
  });
}

/** The fingers on the canvas. Once a second one is down they pinch, until all are up. */
class FingersDown {
  readonly #places = new Map<number, ScreenPoint>();
  readonly #input: Input;
  #pinching = false;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Each of these returns whether the event belongs to a pinch. */
  down({ pointerId, pointerType }: PointerEvent, place: ScreenPoint): boolean {
    if (pointerType !== "touch") return false;
    this.#places.set(pointerId, place);
    if (this.#places.size === 2 && !this.#pinching) {
      this.#pinching = true;
      this.#input.startPinch();
    }
    return this.#pinching;
  }

  move({ pointerId }: PointerEvent, place: ScreenPoint): boolean {
    if (!this.#places.has(pointerId)) return false;
    const before = this.#two();
    this.#places.set(pointerId, place);
    const after = this.#two();
    if (this.#pinching && before && after) this.#input.pinch(before, after);
    return this.#pinching;
  }

  up({ pointerId }: PointerEvent): boolean {
    const pinched = this.#places.delete(pointerId) && this.#pinching;
    if (this.#places.size === 0) this.#pinching = false;
    return pinched;
  }

  /** These fingers were the hand that holds a pen: what they began is no stroke, and they do nothing more. */
  giveWay(): void {
    this.#places.clear();
    this.#pinching = false;
    this.#input.startPinch();
  }

  #two(): Fingers | null {
    const [first, second] = this.#places.values();
    return first && second ? [first, second] : null;
  }
}

function positionOf(event: MouseEvent, canvas: HTMLCanvasElement): ScreenPoint {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
