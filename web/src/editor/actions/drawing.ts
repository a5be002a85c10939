/** Actions that choose tools and steer what is being drawn. */

import type { Engine } from "../engine";
import type { ToolId } from "../tools/tool";
import type { Action } from "./action";

export function toolActions(engine: Engine): Action[] {
  const tool = (id: ToolId, title: string, key: string): Action => ({
    id: `tool-${id}`,
    title,
    icon: id,
    group: "tools",
    keys: [key],
    enabled: () => id === "select" || !engine.readOnly,
    active: () => engine.toolId === id,
    run: () => engine.setTool(id),
  });
  return [
    tool("select", "Select and edit boxes", "v"),
    tool("box", "Draw boxes", "b"),
    tool("brush", "Brush", "m"),
    tool("erase", "Eraser", "e"),
    tool("polygon", "Polygon", "p"),
  ];
}

export function strokeActions(engine: Engine): Action[] {
  const size = (id: string, title: string, key: string, factor: number): Action => ({
    id,
    title,
    icon: id,
    group: "tools",
    keys: [key],
    enabled: () => !engine.readOnly,
    run: () =>
      engine.setBrushSize(factor > 1 ? Math.ceil(engine.brushSize * factor) : Math.floor(engine.brushSize * factor)),
  });
  const overwriting = () => engine.neighbours === "overwrite";
  return [
    size("brush-smaller", "Smaller brush", "[", 1 / 1.2),
    size("brush-larger", "Larger brush", "]", 1.2),
    {
      id: "overwrite",
      title: "Strokes overwrite neighbours",
      icon: "overwrite",
      group: "tools",
      keys: ["o"],
      enabled: () => !engine.readOnly,
      active: overwriting,
      run: () => engine.setNeighbours(overwriting() ? "keep" : "overwrite"),
    },
    {
      id: "finish",
      title: "Finish the drawing",
      icon: "finish",
      group: "tools",
      keys: ["Enter"],
      enabled: () => engine.draft !== null,
      run: () => engine.tool.finish(),
    },
    {
      id: "step-back",
      title: "Take the last point back",
      icon: "step-back",
      group: "tools",
      keys: ["Backspace"],
      enabled: () => engine.drafting,
      run: () => void engine.tool.stepBack(),
    },
    {
      id: "cancel",
      title: "Cancel the drawing",
      icon: "cancel",
      group: "tools",
      keys: ["Escape"],
      enabled: () => engine.drafting,
      run: () => engine.tool.cancel(),
    },
  ];
}
