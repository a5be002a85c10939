/** What the engine has to tell the person beyond what is to be seen; the shell has the words. */

export type Remark =
  | { readonly kind: "nothing-to-pin" }
  /** A step was left out, because somebody else changed what it would replace. */
  | { readonly kind: "undo-skipped" | "redo-skipped" }
  /** What settled neighbours keep left no pixel to accept. */
  | { readonly kind: "nothing-to-accept" }
  /** Objects of several classes became one of this class. */
  | { readonly kind: "merged"; readonly class: number };
