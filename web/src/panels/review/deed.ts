/** What can be done to an object of the grid, and what it is without it. */
import type { ImageObject, ReviewItem } from "../../api/types";
import { sameField } from "../../saving/entry";

/** An object in the grid. `object`: as the person sees it, unsent decisions included. */
export type Cell = ReviewItem & {
  /** What became of it here: nothing yet, decided, sent back, or changed by somebody else so that it must be looked at again. */
  readonly mark: "none" | "decided" | "sent-back" | "look-again" | "gone";
};

/** Whether the person is done with it here. */
export const isDone = (mark: Cell["mark"] | undefined): boolean => mark === "decided" || mark === "sent-back";

/** What a key did to the object of a cell; `after` null: it was only called good. */
export type Deed = { readonly cell: Cell; readonly after: ImageObject | null };

/** The cell after somebody else changed its object; none: it is gone. */
export const lookAgain = (cell: Cell, object: ImageObject | undefined): Cell =>
  object ? { ...cell, object, mark: "look-again", reviewed_by: null } : { ...cell, mark: "gone", reviewed_by: null };

/** The suggestion as accepted; null: there is none. */
export const acceptedOf = (object: ImageObject): ImageObject | null =>
  object.state === "suggested" && object.mask
    ? { ...object, state: "accepted", mask: { ...object.mask, uncertain: null } }
    : null;

export const rejectedOf = (object: ImageObject): ImageObject | null =>
  object.mask ? { ...object, state: "drawn", mask: null } : null;

/** The object without the deed, which changed its class or its mask; null: somebody changed that again. */
export function without({ cell: { object: before }, after }: Deed, now: ImageObject): ImageObject | null {
  if (after === null) return now;
  const parts = (["class_id", "mask"] as const).filter((part) => !sameField(part, before, after));
  if (!parts.every((part) => sameField(part, after, now))) return null;
  const { class_id, state, mask } = before;
  return { ...now, ...(parts.includes("class_id") && { class_id }), ...(parts.includes("mask") && { state, mask }) };
}

/** Whether the deed was the first decision on its object. */
export const isFirst = ({ cell }: Deed) => !isDone(cell.mark);

export const isSettled = ({ state }: ImageObject) => state === "accepted" || state === "fixed";
