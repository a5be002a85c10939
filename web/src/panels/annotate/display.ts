/** Keeps how things are shown in this browser: the looks for all projects, brightness, contrast and gamma for each one. */
import { type Display, type Editor, plainTone, type Tone } from "../../editor";

function read<T>(key: string): Partial<T> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<T>;
  } catch {
    return {}; // storage may be forbidden or broken; then everything looks as it does at first
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // not kept, but still shown
  }
}

const toneKey = (project: number) => `tone.${project}`;

/** Shows things as they were left, and remembers every change until the returned function is called. */
export function rememberDisplay(editor: Editor, project: number): () => void {
  editor.show({ ...read<Display>("display"), tone: { ...plainTone, ...read<Tone>(toneKey(project)) } });
  let last = editor.state.getSnapshot().display;
  return editor.state.subscribe(() => {
    const { display } = editor.state.getSnapshot();
    if (display === last) return;
    last = display;
    const { tone, ...looks } = display;
    write("display", looks);
    write(toneKey(project), tone);
  });
}
