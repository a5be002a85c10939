/** Actions of the keyboard's pointer: with them every tool draws, picks and pulls without a mouse. */

import type { Engine } from "../engine";
import { type Action, ARROWS } from "./action";

/** Steps in CSS pixels, as whole pixels of the picture. */
const STEP = 8;
const FAR = 64;

/** They share keys with other actions and go before them while the pointer is on. */
export function pointingActions(engine: Engine): Action[] {
  const { keyPointer } = engine;
  const action = (id: string, title: string, keys: string[], run: () => void): Action => ({
    id,
    title,
    icon: "point",
    group: "pointing",
    keys,
    enabled: () => keyPointer.on,
    run,
  });
  const steps = ARROWS.flatMap(({ name, key, x, y }) => {
    const step = (by: () => number) => () => keyPointer.step(x * by(), y * by());
    const onScreen = (pixels: number) => () => Math.max(Math.round(pixels / engine.pixelScale), 1);
    return [
      action(`point-${name}`, `Point further ${name}`, [key], step(onScreen(STEP))),
      action(`point-${name}-far`, `Point far ${name}`, [`Shift+${key}`], step(onScreen(FAR))),
      action(
        `point-${name}-pixel`,
        `Point one pixel ${name}`,
        [`Alt+${key}`],
        step(() => 1),
      ),
    ];
  });
  return [
    {
      ...action("point", "Point by keyboard", ["Alt+p"], () => keyPointer.toggle()),
      enabled: () => true,
      active: () => keyPointer.on,
    },
    ...steps,
    ...PRESSES.flatMap(({ id, title, click, hold, ...held }) => [
      action(`click${id}`, `Click${title}`, [click], () => keyPointer.click(held)),
      action(`hold${id}`, `Press until pressed again${title}`, [hold], () =>
        keyPointer.pressed ? keyPointer.letGo() : keyPointer.press(held),
      ),
    ]),
    {
      ...action("stop-pointing", "Stop pointing", ["Escape"], () => keyPointer.toggle()),
      enabled: () => keyPointer.on && !engine.drafting && engine.previews.current === null,
    },
  ];
}

/** What tools do with Shift or Ctrl and a mouse, they do here. */
const PRESSES = [
  { id: "", title: "", click: "Enter", hold: "Alt+Enter", shift: false, ctrl: false },
  { id: "-shift", title: " with Shift", click: "Shift+Enter", hold: "Alt+Shift+Enter", shift: true, ctrl: false },
  { id: "-ctrl", title: " with Ctrl", click: "Ctrl+Enter", hold: "Ctrl+Alt+Enter", shift: false, ctrl: true },
];
