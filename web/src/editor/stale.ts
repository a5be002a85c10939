/** What part of the painted picture a change makes stale, so that undoing a stroke does not paint everything again. */

import type { EditorObject } from "./document";
import { type Box, intersect, isEmpty, union } from "./geometry";
import { MOST_NAMES, REACH } from "./labels";
import type { Scene } from "./render";
import { visibleBox } from "./view";

/** The objects to be seen on the base: visible, in sight, and not the one under the brush, which is drawn on top. */
export function seenObjects(scene: Scene, area = visibleBox(scene.view, scene.canvas)): EditorObject[] {
  const stroked = strokedId(scene);
  const margin = REACH / scene.view.scale;
  return scene.document.objects.filter(
    (object) =>
      object.id !== stroked &&
      !scene.hidden.has(object.id) &&
      !isEmpty(intersect(grown(reachOf(object), margin), area)),
  );
}

/** The part of the picture's plane to paint again, null when nothing changed. */
export function staleArea(before: Scene, after: Scene): Box | null {
  const everything = visibleBox(after.view, after.canvas);
  if (!KEYS.every((key) => before[key] === after[key])) return everything;
  const changed = changedObjects(before, after);
  if (changed.length === 0) return null;
  const named = (scene: Scene) => seenObjects(scene).length <= MOST_NAMES;
  if (named(before) !== named(after)) return everything;
  return grown(changed.map(reachOf).reduce(union), REACH / after.view.scale);
}

/** What everything depends on. */
const KEYS = [
  "picture",
  "classes",
  "theme",
  "view",
  "canvas",
  "dpr",
  "hidden",
  "locked",
  "peeking",
  "display",
] as const;

/** Objects that look different now, as they were and as they are. */
function changedObjects(before: Scene, after: Scene): EditorObject[] {
  const selected = new Set(before.selectedIds);
  const reselected = new Set(after.selectedIds);
  const [stroked, restroked] = [strokedId(before), strokedId(after)];
  const differs = ({ id }: EditorObject) =>
    selected.has(id) !== reselected.has(id) || (id === stroked) !== (id === restroked);
  const known = new Set(before.document.objects);
  const current = new Set(after.document.objects);
  return [
    ...before.document.objects.filter((object) => !current.has(object) || differs(object)),
    ...after.document.objects.filter((object) => !known.has(object)),
  ];
}

const strokedId = ({ draft }: Scene): string | null => (draft?.kind === "stroke" ? draft.objectId : null);

const reachOf = (object: EditorObject): Box => (object.mask ? union(object.box, object.mask.rect) : object.box);

const grown = ([x0, y0, x1, y1]: Box, by: number): Box => [x0 - by, y0 - by, x1 + by, y1 + by];
