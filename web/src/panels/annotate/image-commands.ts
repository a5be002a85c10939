/** Commands for the whole image, and for the mask of the selected object, that can only be done now and then. */
import type { ImageObject, Project } from "../../api/types";
import type { Command, CommandHandler } from "../../editor";
import type { Workbench } from "./workbench";

export function imageCommands(
  workbench: Workbench,
  { role }: Project,
  askToSendBack: () => void,
): Partial<Record<Command, CommandHandler>> {
  const isClosed = () => (workbench.shown.getState().image?.state ?? "open") !== "open";
  return {
    reopen: { enabled: isClosed, run: () => void workbench.actions.act("reopen") },
    "send-back": { enabled: () => isClosed() && role !== "annotator", run: askToSendBack },
    suggest: { enabled: () => lacking(workbench) !== null, run: () => suggest(workbench) },
    "take-over": { enabled: () => workbench.company.isOthers(workbench.user), run: () => workbench.company.takeOver() },
  };
}

/** The selected object as the server has it, when it has no mask and none is on its way. */
function lacking(workbench: Workbench): ImageObject | null {
  const { selection } = workbench.editor.state.getSnapshot();
  const object = workbench.shown.getState().objects.get(selection ?? "");
  return object?.state === "drawn" && !object.suggesting ? object : null;
}

function suggest(workbench: Workbench): void {
  const object = lacking(workbench);
  if (object) workbench.actions.suggest(object);
}
