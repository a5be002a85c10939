/** Keeps in this browser how things are shown and, for each project, brightness, contrast, gamma and the class chosen last. */
import { type Display, type Editor, plainTone, type Tone } from "../../editor";
import type { ClassInfo } from "../../editor/classes";
import { keep, readKept } from "./kept";

const toneKey = (project: number) => `tone.${project}`;

/** Shows things as they were left, and remembers every change until the returned function is called. */
export function rememberDisplay(editor: Editor, project: number): () => void {
  editor.show({ ...readKept<Display>("display"), tone: { ...plainTone, ...readKept<Tone>(toneKey(project)) } });
  let last = editor.state.getSnapshot().display;
  return editor.state.subscribe(() => {
    const { display } = editor.state.getSnapshot();
    if (display === last) return;
    last = display;
    const { tone, ...looks } = display;
    keep("display", looks);
    keep(toneKey(project), tone);
  });
}

const classKey = (project: number) => `class.${project}`;

/** Goes on with the class chosen last, if it is still there, and remembers every choice until the returned function is called. */
export function rememberClass(editor: Editor, project: number, classes: readonly ClassInfo[]): () => void {
  const { id } = readKept<{ id: number }>(classKey(project));
  if (id !== undefined && classes.some((one) => one.id === id)) editor.set({ class: id });
  let last = editor.state.getSnapshot().class;
  return editor.state.subscribe(() => {
    const { class: chosen } = editor.state.getSnapshot();
    if (chosen !== last) keep(classKey(project), { id: chosen });
    last = chosen;
  });
}
