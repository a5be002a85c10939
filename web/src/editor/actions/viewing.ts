/** Actions that change no object: undo, zoom, pan, peek, and the commands the page carries out. */

import type { Engine } from "../engine";
import { type Action, ARROWS, type Command } from "./action";

export function historyActions(engine: Engine): Action[] {
  return [
    {
      id: "undo",
      title: "Undo",
      icon: "undo",
      group: "history",
      keys: ["Ctrl+z"],
      enabled: () => !engine.readOnly && engine.canUndo,
      run: () => engine.undo(),
    },
    {
      id: "redo",
      title: "Redo",
      icon: "redo",
      group: "history",
      keys: ["Ctrl+Shift+z", "Ctrl+y"],
      enabled: () => !engine.readOnly && (engine.tool.canRedo === true || (!engine.drafting && engine.session.canRedo)),
      run: () => engine.redo(),
    },
  ];
}

export function viewActions(engine: Engine): Action[] {
  const always = () => true;
  const view = (id: string, title: string, keys: string[], run: () => void): Action => ({
    id,
    title,
    icon: id,
    group: "view",
    keys,
    enabled: always,
    run,
  });
  const pans = ARROWS.map(({ name, key, x, y }) =>
    view(`pan-${name}`, `Pan ${name}`, [key], () => engine.camera.panBy(-x * PAN_STEP, -y * PAN_STEP)),
  );
  return [
    view("zoom-in", "Zoom in", ["+", "="], () => engine.camera.zoom(ZOOM_STEP, engine.keyPointer.at)),
    view("zoom-out", "Zoom out", ["-"], () => engine.camera.zoom(1 / ZOOM_STEP, engine.keyPointer.at)),
    view("fit", "Fit the picture", ["0"], () => engine.camera.fit()),
    view("actual-size", "100 %", ["Shift+0"], () => engine.camera.actualSize()),
    ...pans,
    {
      ...view("peek", "Show the raw picture (hold)", ["Backquote"], () => engine.peek(true)),
      release: () => engine.peek(false),
    },
  ];
}

const PAN_STEP = 64;
const ZOOM_STEP = 1.25;

/** `stays`: what is being drawn goes on meanwhile. */
export const COMMANDS: readonly { id: Command; title: string; keys: string[]; edits: boolean; stays?: boolean }[] = [
  { id: "next", title: "Next picture", keys: ["d"], edits: false },
  { id: "previous", title: "Previous picture", keys: ["a"], edits: false },
  { id: "next-todo", title: "Next picture to do", keys: ["Shift+d"], edits: false },
  { id: "previous-todo", title: "Previous picture to do", keys: ["Shift+a"], edits: false },
  { id: "boxed", title: "All objects boxed", keys: ["g"], edits: true },
  { id: "accept-image", title: "Accept the picture", keys: ["Shift+Enter"], edits: true },
  { id: "accept-next", title: "Accept the picture, then the next to do", keys: ["Alt+a"], edits: true },
  { id: "copy-boxes", title: "Copy the boxes of the previous picture", keys: ["r"], edits: true },
  { id: "choose-class", title: "Choose a class by its name", keys: ["/"], edits: true, stays: true },
  { id: "next-candidate", title: "Show the next candidate for the mask", keys: ["c"], edits: true },
  { id: "candidates", title: "Candidates for the mask, side by side", keys: ["Alt+c"], edits: true },
  { id: "save", title: "Save now", keys: ["Ctrl+s"], edits: false, stays: true },
  { id: "go-to", title: "Go to picture…", keys: ["Ctrl+g"], edits: false },
  { id: "palette", title: "Find an action", keys: ["Ctrl+k", "Ctrl+p"], edits: false, stays: true },
  { id: "view-settings", title: "Open the view settings", keys: ["Shift+v"], edits: false, stays: true },
  { id: "history", title: "History of the picture", keys: ["Alt+h"], edits: false },
  { id: "next-change", title: "Next object that others changed", keys: ["Alt+n"], edits: false },
  { id: "comment", title: "Comment on the selected object or the picture", keys: ["Alt+m"], edits: false },
  { id: "reply", title: "Reply to a comment", keys: ["Alt+r"], edits: false },
  { id: "reopen", title: "Reopen the picture", keys: ["Alt+o"], edits: false },
  { id: "send-back", title: "Send back with a comment", keys: ["Alt+b"], edits: false },
  { id: "suggest", title: "Suggest a mask again", keys: ["Alt+s"], edits: true },
  { id: "take-over", title: "Take the picture over", keys: ["Alt+t"], edits: false },
  { id: "help", title: "Show and change keys", keys: ["?"], edits: false, stays: true },
];

export function commandActions(engine: Engine): Action[] {
  return COMMANDS.flatMap(({ id, title, keys, edits, stays }) => {
    const handler = engine.commands[id];
    if (!handler) return [];
    const { enabled, run } = typeof handler === "function" ? { enabled: () => true, run: handler } : handler;
    return {
      id,
      title,
      icon: id,
      group: "image",
      keys,
      enabled: () => (!edits || !engine.readOnly) && enabled(),
      run: () => {
        if (stays) return run();
        engine.previews.afterAccepting(() => {
          engine.tool.leave();
          run();
        });
      },
    };
  });
}
