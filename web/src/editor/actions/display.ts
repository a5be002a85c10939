/** Actions that change how picture and objects are shown. */

import { type Display, plainTone } from "../display";
import type { Engine } from "../engine";
import { isPlain } from "../tone";
import type { Action } from "./action";

const OPACITY_STEP = 0.1;

export function displayActions(engine: Engine): Action[] {
  const show = (id: string, title: string, key: string, change: () => Partial<Display>): Action => ({
    id,
    title,
    icon: id,
    group: "view",
    keys: [key],
    enabled: () => true,
    run: () => engine.show(change()),
  });
  const toggle = (id: "names" | "rulers" | "minimap", title: string, key: string): Action => ({
    ...show(id, title, key, () => ({ [id]: !engine.display[id] })),
    active: () => engine.display[id],
  });
  const outlined = () => engine.display.masks === "outlined";
  const byObject = () => engine.display.colors === "instance";
  const fade = (by: number) => () => ({ opacity: Math.round((engine.display.opacity + by) * 100) / 100 });
  return [
    {
      ...show("outlines", "Only outlines of masks", "w", () => ({ masks: outlined() ? "filled" : "outlined" })),
      active: outlined,
    },
    {
      ...show("object-colors", "A colour for each object", "Shift+c", () => ({
        colors: byObject() ? "class" : "instance",
      })),
      active: byObject,
    },
    show("fainter", "Fainter masks", ",", fade(-OPACITY_STEP)),
    show("stronger", "Stronger masks", ".", fade(OPACITY_STEP)),
    toggle("names", "Names on the picture", "Shift+n"),
    toggle("rulers", "Rulers", "Shift+r"),
    toggle("minimap", "Minimap when zoomed in", "Shift+m"),
    {
      ...show("plain-tone", "The picture as it is: no brightness, contrast, gamma", "Alt+0", () => ({
        tone: plainTone,
      })),
      enabled: () => !isPlain(engine.display.tone),
    },
  ];
}
