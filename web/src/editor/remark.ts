/** What the engine has to tell the person beyond what is to be seen; the shell has the words. */

/** Actions that may find nothing to do. */
export type Shaping = "fill-holes" | "remove-specks" | "smooth" | "split-islands" | "fit-box";

export type Remark =
  | { readonly kind: "nothing-to-pin" }
  /** The selected object was to be painted on or accepted, but it is locked or hidden. */
  | { readonly kind: "locked" | "hidden" }
  /** A step was left out, because somebody else changed what it would replace. */
  | { readonly kind: "undo-skipped" | "redo-skipped" }
  /** Of a step that changed many objects, so many were left out for the same reason. */
  | { readonly kind: "undo-partly" | "redo-partly"; readonly left: number }
  /** The masks are as this action would make them. */
  | { readonly kind: "unchanged"; readonly action: Shaping }
  /** The knife's line goes right through no mask that it may cut. */
  | { readonly kind: "nothing-cut" }
  /** A polygon was closed because its tool was left. */
  | { readonly kind: "polygon-closed" }
  /** A polygon was cancelled; undo brings it back. */
  | { readonly kind: "polygon-dropped" }
  /** A polygon was closed that has fewer than three corners, or no pixel inside. */
  | { readonly kind: "empty-polygon" }
  /** What settled neighbours keep left no pixel to accept. */
  | { readonly kind: "nothing-to-accept" }
  /** A mask was to be accepted when it comes, and did not come, or its object was left before. */
  | { readonly kind: "mask-missing" }
  /** A point was set on another object while a mask waits to be accepted. */
  | { readonly kind: "still-accepting" }
  /** Objects of several classes became one of this class. */
  | { readonly kind: "merged"; readonly class: number };
