/** How masks of each class look in the grid; made once, so that canvases are painted anew only when something changed. */
import type { ObjectClass } from "../../api/types";
import { type MaskLook, parseColor } from "../../editor/layers";
import { lightTheme } from "../../editor/theme";

export type LookOf = (class_id: number) => MaskLook;

const OPACITY = 0.42;

export function looksOf(classes: readonly ObjectClass[]): LookOf {
  const hatch = [parseColor(lightTheme.hatch[0]), parseColor(lightTheme.hatch[1])] as const;
  const look = (color: string): MaskLook => ({
    color: parseColor(color),
    hatch,
    opacity: OPACITY,
    style: "filled",
    striped: true,
  });
  const looks = new Map(classes.map(({ id, color }) => [id, look(color)]));
  const unknown = look("#808080");
  return (id) => looks.get(id) ?? unknown;
}
