/** Keeps how things are shown in this browser: the looks for all projects, brightness, contrast and gamma for each one. */
import { type Display, type Editor, plainTone, type Tone } from "../../editor";
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
