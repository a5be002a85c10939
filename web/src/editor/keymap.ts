/** Which keys run which action: a preset, and what a person changed on top of it. */

import type { Action } from "./actions/action";

/** Keys by action id. */
export type Keys = Readonly<Record<string, readonly string[]>>;

export type PresetId = "boxwright" | "cvat" | "label-studio";

export type Keymap = { readonly preset: PresetId; readonly own: Keys };

export const usualKeymap: Keymap = { preset: "boxwright", own: {} };

/** An action with the keys that run it now; `usual` are the preset's. */
export type KeyedAction = Action & { readonly usual: readonly string[] };

/**
 * Keys where people coming from another tool expect them, for what both can do. All else keeps Boxwright's keys, as far as
 * the preset needs them for nothing else; an action that would have none left goes by Alt+Shift.
 */
export const PRESETS: Readonly<Record<PresetId, Keys>> = {
  boxwright: {},
  cvat: {
    "tool-box": ["n"],
    "tool-extremes": ["Shift+n"],
    next: ["f"],
    previous: ["d"],
    "next-todo": ["Shift+f"],
    "previous-todo": ["Shift+d"],
    delete: ["Delete", "Shift+Delete"],
    occluded: ["q"],
    lock: ["l"],
    hide: ["h"],
    "copy-boxes": ["Ctrl+b"],
    help: ["F1", "?"],
    "view-settings": ["F2"],
    difficult: ["Alt+Shift+d"],
    "fill-holes": ["Alt+Shift+f"],
    names: ["Alt+Shift+n"],
  },
  "label-studio": {
    "tool-box": ["r"],
    "tool-brush": ["b"],
    "tool-smart": ["m"],
    "accept-image": ["Ctrl+Enter"],
    next: ["Ctrl+ArrowRight"],
    previous: ["Ctrl+ArrowLeft"],
    "next-todo": ["Ctrl+Space"],
    "select-next": ["Alt+.", "Tab"],
    cancel: ["Escape"],
    "stop-pointing": ["Escape"],
    deselect: ["u", "Escape"],
    "step-back": ["Backspace"],
    delete: ["Backspace", "Delete"],
    duplicate: ["Ctrl+d"],
    hide: ["Alt+h"],
    lock: ["Alt+l"],
    "zoom-in": ["Ctrl++", "+"],
    "zoom-out": ["Ctrl+-", "-"],
    fit: ["Shift+1"],
    "actual-size": ["Shift+2"],
    "copy-boxes": ["Alt+r"],
    "click-ctrl": ["Ctrl+Shift+Enter"],
    reply: ["Alt+Shift+r"],
    history: ["Alt+Shift+h"],
  },
};

/** The actions with the keys of a keymap. Keys of classes belong to the project and stay. */
export function withKeys(actions: readonly Action[], { preset, own }: Keymap): KeyedAction[] {
  const wanted = PRESETS[preset];
  const taken = new Set(actions.flatMap(({ id }) => wanted[id] ?? []));
  return actions.map((action) => {
    const left = action.group === "class" ? action.keys : action.keys.filter((key) => !taken.has(key));
    const usual = wanted[action.id] ?? left;
    return { ...action, usual, keys: own[action.id] ?? usual };
  });
}

/** The action that a press runs: of several on its keys, which people may set so, one that can be done now. */
export const pressed = (actions: readonly Action[], chords: readonly string[]): Action | undefined =>
  actions.find(({ keys, enabled }) => enabled() && keys.some((key) => chords.includes(key)));

/**
 * Ids of the other actions on an action's keys, unless the preset lets them share (Backspace takes a point back, or
 * deletes). No preset lets a class share: its key is the project's.
 */
export function conflictsOf(action: KeyedAction, actions: readonly KeyedAction[]): string[] {
  const shares = (a: readonly string[], b: readonly string[]) => a.some((key) => b.includes(key));
  const onPurpose = (other: KeyedAction) =>
    action.group !== "class" && other.group !== "class" && shares(other.usual, action.usual);
  return actions
    .filter((other) => other.id !== action.id && shares(other.keys, action.keys) && !onPurpose(other))
    .map(({ id }) => id);
}

/** Keys that browsers keep for themselves, so that no page hears them. */
const BROWSERS = new Set(["Ctrl+n", "Ctrl+t", "Ctrl+w", "Ctrl+Shift+n", "Ctrl+Shift+t", "Ctrl+Shift+w", "F11"]);

export const isBrowsers = (key: string): boolean => BROWSERS.has(key);
