/** Reviewing objects, comments, and what changed. */

import { of } from "./amounts";

const percent = (share: number) => `${Math.round(share * 100)} %`;

export const review = {
  title: "Review",
  grid: "Objects to review. Arrow keys move, Space accepts, X rejects; press ? for all keys.",
  toolbar: "Decide",
  percent,
  certaintyHint: "Certainty of the mask before anybody looked",
  random: "Random sample",
  randomHint:
    "It came by chance, not by the order: the page Progress tells by these how good suggestions are. Filters leave some of them out and tilt that.",
  changed: "Changed since sent back",
  changedBadge: "Changed",
  good: "Good",
  seenBy: (name: string) => `Seen by ${name}`,
  seenHint: "A reviewer found it good as it is. Whatever changes about it ends that.",
  notStored: "Not called good: its last change is not saved yet. Say yes again when it is.",
  notUndone: "Not undone where something was changed since.",
  gone: "Deleted",
  lookAgain: "Changed: look again",
  rejected: "Rejected",
  sentBack: "Sent back",
  comments: (n: number) => of(n, "open comment"),
  commentsOf: (object: string) => `Comments on ${object} and its image`,
  noComments: "Nobody has commented on it.",
  none: "Nothing to review here",
  noneLead: "No object fits these filters. Suggestions appear here as soon as boxes have masks.",
  decided: (n: number, minutes: number) =>
    n === 0 ? "" : minutes < 0.25 ? of(n, "decision") : `${of(n, "decision")}, ${Math.round(n / minutes)} a minute`,
  place: (n: number, all: number, more: boolean) =>
    `${n.toLocaleString("en")} of ${all.toLocaleString("en")}${more ? "+" : ""}`,
  selected: (n: number) => `${n} selected`,
  settled: "This picture is accepted. Send the object back to have it changed.",
  makeClass: (name: string) => `Make it ${name}`,
  moving: [
    ["Move", "arrow keys, Home, End"],
    ["Select several", "Shift + arrow keys, Shift-click"],
  ] as [string, string][],
  actions: {
    accept: "Accept",
    reject: "Reject",
    sendBack: "Send back",
    comments: "Comments",
    open: "Open",
    undo: "Undo",
    palette: "Find an action",
    help: "All keys",
  },
  sendBackTitle: "Send back with a comment",
  sendBackHint: (objects: number) =>
    objects === 1
      ? "The picture opens again, and the comment is pinned to this object until it is resolved. Ctrl Enter sends."
      : `The pictures open again, and the comment is pinned to each of the ${objects} selected objects until it is resolved there. Ctrl Enter sends.`,
  any: "Any",
  commented: "With open comments",
  seen: { true: "Seen by a reviewer", false: "Not seen yet" },
  share: (share: number) => (share === 0 ? "None" : percent(share)),
  range: (from: number, to: number) => `${percent(from)} to ${percent(to)}`,
  filters: {
    state: "State",
    class: "Class",
    order: "First",
    random: "Sample",
    certainty: "Certainty",
    origin: "Mask from",
    round: "Round",
    person: "By",
    flag: "Flag",
    comments: "Comments",
    seen: "Seen",
  },
  states: { suggested: "To decide", decided: "Accepted or fixed", masked: "All with a mask", drawn: "Without a mask" },
  orders: { looks: "Lowest quality", certainty: "Least certain", random: "Random", image: "By picture" },
};
