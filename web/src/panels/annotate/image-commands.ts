/** Commands for the whole image, and for the mask of the selected object, that can only be done now and then. */
import type { ImageObject, Role } from "../../api/types";
import type { Command, CommandHandler } from "../../editor";
import type { Workbench } from "./workbench";

export function imageCommands(
  workbench: Workbench,
  role: () => Role,
  askToSendBack: () => void,
): Partial<Record<Command, CommandHandler>> {
  const isClosed = () => (workbench.shown.getState().image?.state ?? "open") !== "open";
  return {
    "accept-next": () => void acceptAndGoOn(workbench),
    reopen: { enabled: isClosed, run: () => void workbench.actions.act("reopen") },
    "send-back": { enabled: () => isClosed() && role() !== "annotator", run: askToSendBack },
    suggest: { enabled: () => lacking(workbench) !== null, run: () => suggest(workbench) },
    "take-over": { enabled: () => workbench.company.isOthers(workbench.user), run: () => workbench.company.takeOver() },
  };
}

/** Goes on only when the image is accepted now: else a notice says why, and it is still to be worked on. */
async function acceptAndGoOn(workbench: Workbench): Promise<void> {
  const id = workbench.shown.getState().image?.id;
  await workbench.actions.act("accept");
  const { image } = workbench.shown.getState();
  if (image?.id === id && image?.state === "accepted") await workbench.step("next", true);
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
