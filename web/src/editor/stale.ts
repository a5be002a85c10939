/** What part of the painted picture a change makes stale, so that undoing a stroke does not paint everything again. */

import type { EditorObject } from "./document";
import { type Box, grown, intersect, isEmpty, sameBox, union } from "./geometry";
import { MOST_NAMES, REACH } from "./labels";
import type { MaskJson } from "./mask";
import { differing } from "./maskchange";
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

/** The part of the picture's plane to paint again where it was and is in sight, null when nothing changed. Both have one zoom. */
export function staleArea(before: Scene, after: Scene): Box | null {
  const everything = visibleBox(after.view, after.canvas);
  if (!KEYS.every((key) => before[key] === after[key])) return everything;
  const changed = changedAreas(before, after);
  if (changed.length === 0 && before.view === after.view) return null;
  const named = (scene: Scene) => seenObjects(scene).length <= MOST_NAMES;
  if (named(before) !== named(after)) return everything;
  if (changed.length === 0) return null;
  return intersect(grown(changed.reduce(union), REACH / after.view.scale), everything);
}

/** What everything depends on. */
const KEYS = ["picture", "classes", "theme", "canvas", "dpr", "hidden", "locked", "peeking", "display"] as const;

/** Where objects look different now: all of what one was and is, or only the pixels if nothing but those of its mask changed. */
function changedAreas(before: Scene, after: Scene): Box[] {
  const [selected, reselected] = [new Set(before.selectedIds), new Set(after.selectedIds)];
  const [stroked, restroked] = [strokedId(before), strokedId(after)];
  const moved = (id: string) => selected.has(id) !== reselected.has(id) || (id === stroked) !== (id === restroked);
  const [known, current] = [byId(before), byId(after)];
  return [...new Set([...known.keys(), ...current.keys()])].flatMap((id) => {
    const [was, is] = [known.get(id), current.get(id)];
    if (was === is && !moved(id)) return [];
    if (was?.mask && is?.mask && !moved(id) && sameFrame(was, is)) return changedPixels(was.mask, is.mask);
    return [was, is].flatMap((object) => (object ? [reachOf(object)] : []));
  });
}

const byId = ({ document }: Scene) => new Map(document.objects.map((object) => [object.id, object]));

const FRAME = ["class", "state", "truncated", "difficult", "occluded"] as const;

/** Whether outline and name look the same. */
const sameFrame = (a: EditorObject, b: EditorObject): boolean =>
  sameBox(a.box, b.box) && FRAME.every((field) => a[field] === b[field]);

function changedPixels(before: MaskJson, after: MaskJson): Box[] {
  const area = before === after ? null : differing(before, after);
  return area ? [area] : [];
}

const strokedId = ({ draft }: Scene): string | null => (draft?.kind === "stroke" ? draft.objectId : null);

const reachOf = (object: EditorObject): Box => (object.mask ? union(object.box, object.mask.rect) : object.box);
