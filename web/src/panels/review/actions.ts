/** Everything that can be done in the grid, for its buttons, its keys and the sheet that lists them. */
import type { Project } from "../../api/types";
import { text } from "../../text";
import type { IconName } from "../icons";
import type { Reviewer, ReviewState } from "./reviewer";

export type ReviewAction = {
  readonly id: string;
  readonly title: string;
  readonly icon?: IconName;
  readonly keys: readonly string[];
  readonly enabled: boolean;
  readonly run: () => void;
};

type Doors = { open: () => void; sendBack: () => void; comments: () => void; help: () => void };

export function reviewActions(reviewer: Reviewer, state: ReviewState, project: Project, doors: Doors): ReviewAction[] {
  const any = state.order.length > 0;
  const words = text.review.actions;
  const classes = project.classes
    .filter(({ key }) => key !== null)
    .map(
      ({ id, name, key }): ReviewAction => ({
        id: `class-${id}`,
        title: text.review.makeClass(name),
        keys: [(key as string).toLowerCase()],
        enabled: any,
        run: () => reviewer.setClass(id),
      }),
    );
  return [
    {
      id: "accept",
      title: words.accept,
      icon: "accept",
      keys: ["Space", "a"],
      enabled: any,
      run: () => reviewer.accept(),
    },
    { id: "reject", title: words.reject, icon: "reject", keys: ["x"], enabled: any, run: () => reviewer.reject() },
    {
      id: "send-back",
      title: words.sendBack,
      icon: "comment",
      keys: ["f"],
      enabled: any && project.role !== "annotator",
      run: doors.sendBack,
    },
    { id: "comments", title: words.comments, icon: "comment", keys: ["c"], enabled: any, run: doors.comments },
    { id: "open", title: words.open, icon: "fixed", keys: ["Enter"], enabled: any, run: doors.open },
    {
      id: "undo",
      title: words.undo,
      icon: "undo",
      keys: ["z", "Ctrl+z"],
      enabled: state.canUndo,
      run: () => reviewer.undo(),
    },
    { id: "help", title: words.help, icon: "help", keys: ["?"], enabled: true, run: doors.help },
    ...classes,
  ];
}
