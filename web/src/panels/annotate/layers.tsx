/** What opens over or beside the canvas: view settings, the keys, the palette. One at a time. */
import { useEffect } from "react";
import type { ImageOpened, Project } from "../../api/types";
import type { EditorState } from "../../editor";
import { text } from "../../text";
import { SendBack, WriteComment } from "./comments";
import { HistoryPanel } from "./history-panel";
import { KeySheet } from "./key-sheet";
import { useKeymap } from "./keymap";
import { Palette } from "./palette";
import { ViewPanel } from "./view-panel";
import type { Layer, Workbench } from "./workbench";

type Props = {
  workbench: Workbench;
  state: EditorState;
  image: ImageOpened;
  project: Project;
  user: number;
  open: Layer | null;
  close: () => void;
};

export function Layers({ workbench, state, image, project, user, open, close }: Props) {
  const { editor } = workbench;
  const [keymap, setKeymap] = useKeymap(user);
  useEffect(() => editor.setKeymap(keymap), [editor, keymap]);
  if (open === "view-settings") return <ViewPanel editor={editor} state={state} onClose={close} />;
  if (open === "history")
    return <HistoryPanel key={image.id} workbench={workbench} project={project.id} image={image.id} onClose={close} />;
  if (open === "comment") return <WriteComment workbench={workbench} project={project} image={image} onClose={close} />;
  if (open === "send-back") return <SendBack workbench={workbench} onClose={close} />;
  if (open === "help")
    return <KeySheet actions={state.actions} {...{ keymap, setKeymap }} mouse={text.keys.mouseLines} onClose={close} />;
  if (open === null || open === "choose-class" || open === "reply") return null; // those stand over the canvas
  return (
    <Palette
      key={open}
      actions={editor.actions}
      run={(id) => editor.run(id)}
      project={project.id}
      picturesOnly={open === "go-to"}
      onClose={close}
    />
  );
}
