/**
 * The tabs of this browser: each holds a lock of its name as long as it lives, so that another can tell when it is gone and
 * send what it left in the journal; and each tells the others what it stored.
 */

type Word = { kind: "hello"; tab: string } | { kind: "stored"; project: number; image: number };

const prefix = "boxwright-tab-";
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("boxwright");

/** The name of this tab in the journal. */
export const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Holds a tab's lock until this page ends; `held` is called when it is ours. */
function hold(name: string, held: () => void): void {
  navigator.locks?.request(prefix + name, () => {
    held();
    return new Promise(() => {});
  });
}

const known = new Set([tab]);
const gone = new Set<string>();
const heirs = new Set<(name: string) => void>();
let introduced = false;

/** The tab is gone, and its lock is ours for good: no other tab will inherit from it. */
function bury(name: string): void {
  gone.add(name);
  for (const inherit of heirs) inherit(name);
}

function watch(name: string): void {
  if (known.has(name)) return;
  known.add(name);
  if (navigator.locks) hold(name, () => bury(name));
  else bury(name);
}

/** Says its name only once its lock is held: whoever hears it asks for that lock, and would be quicker to get it. */
function introduce(): void {
  introduced = true;
  hear((word) => word.kind === "hello" && watch(word.tab));
  hold(tab, () => say({ kind: "hello", tab }));
  navigator.locks?.query().then(({ held = [] }) => {
    for (const { name } of held) if (name?.startsWith(prefix)) watch(name.slice(prefix.length));
  });
}

/**
 * Calls `inherit` with each other tab's name once that tab is gone, and for this browser's lifetime in one tab only. `left` are
 * the tabs that the journal has entries of. Without locks (plain http) all of those count as gone: sending twice is harmless.
 * Whoever signs in on this page later hears of the tabs that went before, too. Returns how to stop.
 */
export function watchTabs(left: readonly string[], inherit: (name: string) => void): () => void {
  if (!introduced) introduce();
  for (const name of gone) inherit(name);
  heirs.add(inherit);
  for (const name of left) watch(name);
  return () => void heirs.delete(inherit);
}

/** Tells the other tabs. */
export const say = (word: Word): void => channel?.postMessage(word);

/** Calls `heard` for each word of another tab; returns how to stop. */
export function hear(heard: (word: Word) => void): () => void {
  const listener = ({ data }: MessageEvent<Word>) => heard(data);
  channel?.addEventListener("message", listener);
  return () => channel?.removeEventListener("message", listener);
}
