/** Names of keys: "b", "Ctrl+Shift+z", "Space", "ArrowLeft", "?". The Mac's command key counts as Ctrl. */

/** What of a KeyboardEvent matters here. */
export type KeyInput = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/** Keys known by their place, because what they type depends on the layout. */
const BY_PLACE: Record<string, string> = {
  Space: "Space",
  Backquote: "Backquote",
  BracketLeft: "[",
  BracketRight: "]",
};

/**
 * Names an event may go by, best first: what the key types, then, unless that is a latin letter or a digit, what stands
 * at its place on a US keyboard (so that letters work on Cyrillic layouts and "[" on German ones). Shift is named except
 * for signs that need it, like "?".
 */
export function chordsOf(event: KeyInput): string[] {
  const typed = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isPlain = /^[a-z0-9]$/.test(typed);
  const placed = BY_PLACE[event.code] ?? /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1]?.toLowerCase();
  const names = [chord(event, typed, typed.length === 1 && !isPlain)];
  if (placed && !isPlain) names.push(chord(event, placed, placed === "Backquote"));
  return [...new Set(names)];
}

function chord(event: KeyInput, name: string, ignoreShift: boolean): string {
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const alt = event.altKey ? "Alt+" : "";
  const shift = event.shiftKey && !ignoreShift ? "Shift+" : "";
  return `${ctrl}${alt}${shift}${name}`;
}
