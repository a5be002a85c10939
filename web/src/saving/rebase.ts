/** What to do with a change whose object was changed by somebody else first. Pure; the outbox acts on it. */
import type { ImageObject } from "../api/types";
import { type MaskJson, sameGuess } from "../editor/mask";
import { type Entry, sameDrawing, sameMask } from "./entry";

/** send: it still fits, send it on top · done: it is stored already · drop: it lost its object · ask: both changed the same. */
export type Verdict = "send" | "done" | "drop" | "ask";

const decided = (object: ImageObject) => object.state === "accepted" || object.state === "fixed";

function holds(box: readonly number[], rect: readonly number[]): boolean {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
  const [left = 0, top = 0, right = 0, bottom = 0] = rect;
  return x0 <= left && y0 <= top && right <= x1 && bottom <= y1;
}

/** Judges an entry against what is stored now (null: deleted). A suggestion that arrived meanwhile is nobody's decision. */
export function judge(entry: Entry, current: ImageObject | null): Verdict {
  if (current === null) return judgeGone(entry);
  const { wanted, base } = entry;
  const drawnByOther = base !== null && !sameDrawing(base, current);
  const decidedByOther = decided(current) && (base === null || !sameMask(base, current));
  switch (entry.kind) {
    case "draw":
    case "restore":
      return "done";
    case "edit":
      if (sameDrawing(wanted, current)) return "done";
      return drawnByOther || (decidedByOther && cutsMask(entry, current)) ? "ask" : "send";
    case "accept":
      if (current.state === "accepted") return "done";
      return base && sameOffer(base, current) ? "send" : "drop"; // never accept a mask that nobody looked at
    case "reject":
      if (current.state === "drawn") return "done";
      return decidedByOther ? "ask" : "send";
    case "fix":
    case "revert":
      if (sameMask(wanted, current)) return "done";
      return decidedByOther ? "ask" : "send";
    case "delete":
      return drawnByOther || decidedByOther ? "ask" : "send";
  }
}

/** Whether accepting either gives the same mask: the fused suggestion that follows GrabCut's only marks what is uncertain. */
function sameOffer(a: ImageObject, b: ImageObject): boolean {
  if (sameMask(a, b)) return true;
  if (b.state !== "suggested" || !a.mask || !b.mask) return false;
  const [mine, theirs] = [a.mask, b.mask] as unknown as [MaskJson, MaskJson]; // the schema cannot say that a rect has four sides
  return sameGuess(mine, theirs);
}

function judgeGone(entry: Entry): Verdict {
  if (entry.kind === "delete") return "done";
  return entry.kind === "accept" || entry.kind === "reject" ? "drop" : "ask";
}

/** Whether the wanted box would throw away a mask that somebody else settled. */
function cutsMask({ wanted }: Entry, { mask }: ImageObject): boolean {
  return mask !== null && !holds(wanted.box, mask.rect);
}
