/** Actions that choose tools and steer what is being drawn. */

import type { Engine } from "../engine";
import { TOOL_IDS, TOOLS } from "../tools";
import type { Action } from "./action";

export function toolActions(engine: Engine): Action[] {
  return TOOL_IDS.map((id) => ({
    id: `tool-${id}`,
    title: TOOLS[id].title,
    icon: id,
    group: "tools",
    keys: [TOOLS[id].key],
    enabled: () => TOOLS[id].looksOnly === true || !engine.readOnly,
    active: () => engine.toolId === id,
    run: () => engine.setTool(id),
  }));
}

export function strokeActions(engine: Engine): Action[] {
  const size = (id: string, title: string, key: string, factor: number): Action => ({
    id,
    title,
    icon: id,
    group: "drawing",
    keys: [key],
    enabled: () => !engine.readOnly,
    run: () => {
      const wanted = engine.settings.brushSize * factor;
      engine.set({ brushSize: factor > 1 ? Math.ceil(wanted) : Math.floor(wanted) });
    },
  });
  const overwriting = () => engine.settings.neighbours === "overwrite";
  return [
    size("brush-smaller", "Smaller brush", "[", 1 / 1.2),
    size("brush-larger", "Larger brush", "]", 1.2),
    {
      id: "overwrite",
      title: "Strokes overwrite neighbours",
      icon: "overwrite",
      group: "drawing",
      keys: ["o"],
      enabled: () => !engine.readOnly,
      active: overwriting,
      run: () => engine.set({ neighbours: overwriting() ? "keep" : "overwrite" }),
    },
    {
      id: "finish",
      title: "Finish the drawing",
      icon: "finish",
      group: "drawing",
      keys: ["Enter"],
      enabled: () => engine.draft !== null,
      run: () => engine.tool.finish(),
    },
    {
      id: "step-back",
      title: "Take the last point back",
      icon: "step-back",
      group: "drawing",
      keys: ["Backspace"],
      enabled: () => engine.drafting,
      run: () => void engine.tool.stepBack(),
    },
    {
      id: "cancel",
      title: "Cancel the drawing",
      icon: "cancel",
      group: "drawing",
      keys: ["Escape"],
      enabled: () => engine.drafting,
      run: () => engine.tool.cancel(),
    },
  ];
}
