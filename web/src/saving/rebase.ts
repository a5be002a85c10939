/** What to do with a change whose object was changed by somebody else first. Pure; the outbox acts on it. */
import type { ImageObject } from "../api/types";
import { type MaskJson, sameGuess } from "../editor/mask";
import { changed, type Entry, type Field, fields, pick, sameField, sameMask, type Wanted, wantedOf } from "./entry";

/** send: it still fits, send it on top · done: it is stored already · drop: it lost its object · ask: both changed the same. */
export type Verdict = "send" | "done" | "drop" | "ask";

type Based = Entry & { base: Wanted };

const drawn = (parts: readonly Field[]) => parts.filter((part) => part !== "mask");

/** Judges an entry against what is stored now (null: deleted). What a worker suggested meanwhile is nobody's decision, unless somebody chose it. */
export function judge(entry: Entry, current: ImageObject | null): Verdict {
  if (current === null) return judgeGone(entry);
  if (entry.kind === "draw" || entry.kind === "restore" || entry.base === null) return "done";
  return judgeChange(entry as Based, current);
}

function judgeChange(entry: Based, current: ImageObject): Verdict {
  const mine = changed(entry);
  const equal = (part: Field) => sameField(part, entry.wanted, current);
  switch (entry.kind) {
    case "choose":
      if (sameMask(entry.wanted, current)) return "done";
      return meets(entry, current, ["box", "mask"]) ? "drop" : "send";
    case "accept":
      if (entry.wanted.candidate) return judgeTaken(entry, current);
      if (current.state === "accepted") return "done";
      return sameOffer(seenBy(entry), current) || overtaken(entry, current) ? "send" : "drop";
    case "reject":
      if (current.state === "drawn") return "done";
      return meets(entry, current, ["mask"]) ? "ask" : "send";
    case "delete":
      return meets(entry, current, fields) ? "ask" : "send";
    case "edit":
      if (drawn(mine).every(equal)) return "done";
      return meets(entry, current, drawn(mine)) || throwsAway(entry, current) ? "ask" : "send";
    default: // fix, revert
      if (mine.every(equal)) return "done";
      return meets(entry, current, entry.kind === "fix" ? ["mask"] : mine) || throwsAway(entry, current)
        ? "ask"
        : "send";
  }
}

function judgeGone(entry: Entry): Verdict {
  if (entry.kind === "draw" || entry.kind === "restore") return "send";
  if (entry.kind === "delete") return "done";
  return entry.kind === "accept" || entry.kind === "reject" || entry.kind === "choose" ? "drop" : "ask";
}

/** Accepting a candidate in the place of whatever was there: a worker's news do not matter, a person's decision does. */
function judgeTaken(entry: Based, current: ImageObject): Verdict {
  if (sameMask(entry.wanted, current)) return "done";
  return meets(entry, current, ["box", "mask"]) ? "ask" : "send";
}

/** The same change made from what is stored now: it takes over what others changed besides. */
export function onto(entry: Entry, current: ImageObject): Entry {
  const base = wantedOf(current);
  const wanted = { ...base, ...pick(entry.wanted, changed(entry)), offered: offeredTo(entry, current) };
  return { ...entry, base, wanted, version: current.version };
}

/** What an accept has to name, because the object has something else by now: never accept a mask that nobody looked at. */
function offeredTo(entry: Entry, current: ImageObject): Wanted["mask"] {
  const names = isBased(entry) && entry.kind === "accept" && !entry.wanted.candidate;
  return names && !sameOffer(seenBy(entry), current) ? seenBy(entry).mask : null;
}

const isBased = (entry: Entry): entry is Based => entry.base !== null;

/** What the person looked at when they accepted. */
const seenBy = ({ base, wanted: { offered } }: Based): Wanted => (offered ? { ...base, mask: offered } : base);

/** Whether the suggestion that was accepted was only overtaken by a worker's next one, in the same box. */
const overtaken = (entry: Based, current: ImageObject) =>
  current.state === "suggested" && !decidedSince(entry.base, current) && sameField("box", entry.base, current);

/** Whether somebody else changed one of these parts, to something else than what is wanted. */
function meets(entry: Based, current: ImageObject, parts: readonly Field[]): boolean {
  const byOther = (part: Field) =>
    part === "mask" ? decidedSince(entry.base, current) : !sameField(part, entry.base, current);
  return parts.some((part) => byOther(part) && (entry.kind === "delete" || !sameField(part, entry.wanted, current)));
}

/** Whether a person chose or decided about the mask since; a worker only turns drawn and suggested into suggested. */
function decidedSince(base: Wanted, current: ImageObject): boolean {
  const byWorker =
    current.state === "suggested" && current.mask?.by == null && (base.state === "drawn" || base.state === "suggested");
  return !byWorker && !sameMask(base, current);
}

/** Whether the wanted box would cut a mask that somebody else settled. */
function throwsAway({ base, wanted }: Based, current: ImageObject): boolean {
  const settled = current.state === "accepted" || current.state === "fixed";
  if (!settled || current.mask === null || !decidedSince(base, current)) return false;
  return !sameField("box", wanted, base) && !holds(wanted.box, current.mask.rect);
}

function holds(box: readonly number[], rect: readonly number[]): boolean {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
  const [left = 0, top = 0, right = 0, bottom = 0] = rect;
  return x0 <= left && y0 <= top && right <= x1 && bottom <= y1;
}

/** Whether accepting either gives the same mask: the fused suggestion that follows GrabCut's only marks what is uncertain. */
function sameOffer(a: Wanted, b: ImageObject): boolean {
  if (sameMask(a, b)) return true;
  if (b.state !== "suggested" || !a.mask || !b.mask) return false;
  const [mine, theirs] = [a.mask, b.mask] as unknown as [MaskJson, MaskJson]; // the schema cannot say that a rect has four sides
  try {
    return sameGuess(mine, theirs);
  } catch {
    return false; // a mask that cannot be read is not the one the person looked at
  }
}
