/** Everything that can be done in the grid, for its buttons, its keys, the palette and the sheet that lists them. */
import type { Project } from "../../api/types";
import type { Action } from "../../editor/actions/action";
import { text } from "../../text";
import type { Reviewer } from "./reviewer";

type Doors = {
  open: () => void;
  sendBack: () => void;
  comments: () => void;
  help: () => void;
  palette: () => void;
};

/** Those that the annotate page has too have its names, so that a person's own keys hold on both pages. */
export function reviewActions(reviewer: Reviewer, project: Project, doors: Doors): Action[] {
  const any = () => reviewer.state.getState().order.length > 0;
  const always = () => true;
  const words = text.review.actions;
  const on = { group: "object", enabled: any } as const;
  return [
    { ...on, id: "accept", title: words.accept, icon: "accept", keys: ["Space", "a"], run: () => reviewer.accept() },
    { ...on, id: "reject", title: words.reject, icon: "reject", keys: ["x"], run: () => reviewer.reject() },
    {
      ...on,
      id: "send-back",
      title: words.sendBack,
      icon: "comment",
      keys: ["f"],
      enabled: () => any() && project.role !== "annotator",
      run: doors.sendBack,
    },
    { ...on, id: "comments", title: words.comments, icon: "comment", keys: ["c"], run: doors.comments },
    { ...on, id: "open", title: words.open, icon: "fixed", keys: ["Enter"], run: doors.open },
    {
      id: "undo",
      title: words.undo,
      icon: "undo",
      group: "history",
      keys: ["z", "Ctrl+z"],
      enabled: () => reviewer.state.getState().canUndo,
      run: () => reviewer.undo(),
    },
    {
      id: "palette",
      title: words.palette,
      icon: "palette",
      group: "view",
      keys: ["Ctrl+k", "Ctrl+p"],
      enabled: always,
      run: doors.palette,
    },
    { id: "help", title: words.help, icon: "help", group: "view", keys: ["?"], enabled: always, run: doors.help },
    ...classActions(reviewer, project, any),
  ];
}

function classActions(reviewer: Reviewer, project: Project, enabled: () => boolean): Action[] {
  return project.classes.map(({ id, name, key }) => ({
    id: `class-${id}`,
    title: text.review.makeClass(name),
    icon: "class",
    group: "class",
    keys: key === null ? [] : [key.toLowerCase()],
    enabled,
    run: () => reviewer.setClass(id),
  }));
}
