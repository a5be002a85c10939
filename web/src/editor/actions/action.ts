/** What an action is: every command of the editor as one object. */

export type Action = {
  readonly id: string;
  readonly title: string;
  /** Name of a symbol; the shell has the drawings. */
  readonly icon: string;
  readonly group: "tools" | "drawing" | "pointing" | "class" | "object" | "mask" | "history" | "view" | "image";
  /** For example "b", "Ctrl+Shift+z", "Space", "ArrowLeft". */
  readonly keys: readonly string[];
  /** Of several actions on one key the first enabled one runs. */
  enabled(): boolean;
  /** For switches: whether it is on. */
  active?(): boolean;
  run(): void;
  /** For keys that are held: runs when the key goes up. */
  release?(): void;
};

/** What only the page can do; the engine offers an action for each one the shell handles. */
export type Command =
  | "next"
  | "previous"
  | "next-todo"
  | "previous-todo"
  | "boxed"
  | "accept-image"
  | "accept-next"
  | "copy-boxes"
  | "choose-class"
  | "next-candidate"
  | "candidates"
  | "save"
  | "go-to"
  | "palette"
  | "view-settings"
  | "history"
  | "next-change"
  | "comment"
  | "reply"
  | "reopen"
  | "send-back"
  | "suggest"
  | "take-over"
  | "help";

/** What the page does for a command, and whether it can now; a function alone always can. */
export type CommandHandler = (() => void) | { readonly enabled: () => boolean; readonly run: () => void };

/** The arrow keys and where they point. */
export const ARROWS = [
  { name: "left", key: "ArrowLeft", x: -1, y: 0 },
  { name: "right", key: "ArrowRight", x: 1, y: 0 },
  { name: "up", key: "ArrowUp", x: 0, y: -1 },
  { name: "down", key: "ArrowDown", x: 0, y: 1 },
] as const;
