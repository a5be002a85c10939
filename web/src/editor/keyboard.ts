/** DOM key events of the window, handed to Input: everywhere but in text fields, menus and dialogs. */

import type { Input } from "./input";
import { chordsOf } from "./keys";

/** Where typing is text or belongs to an open layer. */
const FOREIGN =
  "input:not([type=button], [type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable=true], [role=menu], [role=dialog], [role=alertdialog], dialog";

/** Keys a focused control needs for itself. */
const OF_CONTROLS = new Set([" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** Listen until `signal` aborts. */
export function listenToKeys(canvas: HTMLCanvasElement, input: Input, signal: AbortSignal): void {
  const mine = (event: KeyboardEvent) => belongsToEditor(event, canvas);
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.isComposing || !mine(event)) return;
      if (input.keyDown(chordsOf(event), event.repeat)) event.preventDefault();
      else if (event.key === "Escape") canvas.blur();
    },
    { signal },
  );
  window.addEventListener("keyup", (event) => input.keyUp(chordsOf(event), mine(event)), { signal });
  window.addEventListener("blur", () => input.releaseAll(), { signal });
}

function belongsToEditor(event: KeyboardEvent, canvas: HTMLCanvasElement): boolean {
  const { target } = event;
  if (target === canvas) return true;
  if (event.key === "Tab") return false;
  if (!(target instanceof Element) || target === document.body) return true;
  return !target.closest(FOREIGN) && !OF_CONTROLS.has(event.key);
}
