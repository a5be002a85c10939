/** What opens over or beside the canvas: view settings, the keys, the palette. One at a time. */
import type { ImageOpened, Project } from "../../api/types";
import type { EditorState } from "../../editor";
import { WriteComment } from "./comments";
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
  const [keymap, setKeymap] = useKeymap(user, editor);
  if (open === "view-settings") return <ViewPanel editor={editor} state={state} onClose={close} />;
  if (open === "history")
    return <HistoryPanel key={image.id} workbench={workbench} project={project.id} image={image.id} onClose={close} />;
  if (open === "comment") return <WriteComment workbench={workbench} project={project} image={image} onClose={close} />;
  if (open === "help") return <KeySheet actions={state.actions} keymap={keymap} onChange={setKeymap} onClose={close} />;
  if (open === null || open === "choose-class" || open === "reply") return null; // those stand over the canvas
  return <Palette key={open} editor={editor} project={project.id} picturesOnly={open === "go-to"} onClose={close} />;
}
