/** What happened to an image, in words. */

import { of } from "./amounts";

const verbs: Record<string, (what: string, parts: string) => string> = {
  "object.drawn": (what) => `drew ${what}`,
  "object.changed": (what, parts) => `changed ${parts || "nothing"} of ${what}`,
  "object.suggested": (what) => `suggested a mask for ${what}`,
  "object.chosen": (what) => `chose a mask for ${what}`,
  "object.accepted": (what) => `accepted ${what}`,
  "object.rejected": (what) => `rejected the mask of ${what}`,
  "object.fixed": (what) => `painted ${what}`,
  "object.deleted": (what) => `deleted ${what}`,
  "object.restored": (what) => `brought back ${what}`,
  "object.reverted": (what) => `took back a change of ${what}`,
  "image.added": () => "added the image",
  "image.imported": () => "imported the image",
  "image.gold": () => "marked the image as gold, or no longer",
  "image.mark_boxed": () => "said that all objects are boxed",
  "image.accept": () => "accepted the image",
  "image.reopen": () => "reopened the image",
  "image.send_back": () => "sent the image back",
  "image.reviewed": (what) => `found ${what} good`,
  "image.unreviewed": (what) => `no longer calls ${what} good`,
  "image.commented": (what) => `commented on ${what}`,
  "image.comment_replied": (what) => `replied to a comment on ${what}`,
  "image.comment_done": (what) => `said that a comment on ${what} is done`,
  "image.comment_resolved": (what) => `resolved a comment on ${what}`,
  "image.comment_reopened": (what) => `reopened a comment on ${what}`,
};

export const history = {
  title: "History",
  close: "Close the history",
  none: "Nothing has happened yet.",
  more: "Show earlier",
  worker: "A worker",
  image: "the image",
  object: (number: number, name: string) => `${name} #${number}`.trim(),
  did: (kind: string, what: string, changed: readonly string[]) =>
    verbs[kind]?.(what, changed.join(" and ")) ?? `${kind} ${what}`,
  said: (comment: string) => `“${comment}”`,
  lead: "Choose a line to see the image as it was right after it.",
  at: (when: string) => `The image as it was at ${when}. Nothing can be changed here.`,
  restoreAll: "Restore all",
  restoreOne: (object: string) => `Restore only ${object}`,
  now: "Back to now",
  restored: "Restored.",
  notSaved: "Some changes are not saved yet. Nothing is lost; try again when they are.",
  news: (who: readonly string[], changed: number, deleted: number) => {
    const what = [
      ...(changed > 0 ? [`changed ${of(changed, "object")}`] : []),
      ...(deleted > 0 ? [`deleted ${deleted}`] : []),
    ];
    return `Since you were here, ${who.join(" and ")} ${what.join(" and ")}.`;
  },
  look: "Show",
  seen: "Got it",
  nothingNew: "Nobody else has changed an object since you were here.",
  changed: (who: readonly string[], what: readonly string[]) => {
    const changed = what.filter((part) => part !== "added");
    const words = what.includes("added") ? "added" : [changed.join(" and "), "changed"].join(" ").trim();
    return `${words} by ${who.join(" and ")}`;
  },
  seconds: (n: number) => `${Math.round(n)} s`,
};
