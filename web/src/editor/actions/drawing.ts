/** Actions that choose tools, set them and steer what is being drawn. */

import type { Engine } from "../engine";
import type { Settings } from "../settings";
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
    run: () => engine.previews.afterAccepting(() => engine.setTool(id)),
  }));
}

/** Settings with two values, as switches: on is the first one. */
export function switchActions(engine: Engine): Action[] {
  const either = <K extends keyof Settings>(
    id: string,
    title: string,
    key: string,
    setting: K,
    [on, off]: readonly [Settings[K], Settings[K]],
  ): Action => {
    const active = () => engine.settings[setting] === on;
    return {
      id,
      title,
      icon: id,
      group: "drawing",
      keys: [key],
      enabled: () => !engine.readOnly,
      active,
      run: () => engine.set({ [setting]: active() ? off : on }),
    };
  };
  return [
    either("overwrite", "Painting overwrites neighbours", "o", "neighbours", ["overwrite", "keep"]),
    either("ignore", "Paint pixels to be ignored", "i", "paints", ["ignored", "foreground"]),
    either("square-brush", "Square brush", "Shift+b", "brushShape", ["square", "round"]),
    either("cut-polygon", "Polygons cut out", "Shift+p", "polygon", ["cut", "add"]),
    either("pin-background", "Points say what is not the object's", "Shift+y", "pins", ["background", "foreground"]),
  ];
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
  return [
    size("brush-smaller", "Smaller brush", "[", 1 / 1.2),
    size("brush-larger", "Larger brush", "]", 1.2),
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
      title: "Take the last step back",
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
      enabled: () => engine.drafting || engine.previews.current !== null,
      run: () => {
        if (engine.drafting) engine.tool.cancel();
        else engine.previews.show(null);
        engine.keyPointer.letGo();
      },
    },
  ];
}
