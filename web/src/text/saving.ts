/** Saved, saving, offline, and changes that clash. */

import { of } from "./amounts";

export const saved = {
  saved: () => "Saved",
  saving: () => "Saving…",
  all: "All is saved.",
  allButDrawing: "All is saved but what is being drawn: that is not finished.",
  allButPreview: "All is saved but the mask that is shown: it is not accepted.",
  offline: (n: number) => `Offline: ${of(n, "change")} kept on this computer`,
  signedOut: (n: number) => `Signed out: ${of(n, "change")} kept on this computer`,
  signIn: "Sign in",
  unkept: "This browser keeps nothing on disk: leave the page open until it says Saved.",
};

export const conflict = {
  title: "Changed by two people",
  kinds: {
    draw: "new box",
    edit: "change of the box",
    choose: "choosing a mask",
    accept: "accepting",
    reject: "rejecting",
    fix: "stroke",
    delete: "deleting",
    restore: "undo",
    revert: "undo",
  },
  changed: (what: string) => `Somebody else changed this object before your ${what} arrived.`,
  deleted: "Somebody else deleted this object while you changed it.",
  lost: (n: number, reason: string) => `${of(n, "change")} of an image cannot be saved. ${reason}`,
  refused: (what: string, reason: string) => `Your ${what} was refused: ${reason}`,
  more: (n: number) => `${n} more.`,
  show: "Show it on the picture",
  showOn: (image: string) => `Show it on ${image}`,
  yours: "Yours",
  others: "The other one",
  by: (who: string, when: string) => `${who}, ${when}`,
  gone: "Deleted",
  box: ([x0, y0, x1, y1]: readonly [number, number, number, number]) => `box ${x1 - x0} × ${y1 - y0} at ${x0}, ${y0}`,
  mask: (state: string, masked: boolean) => (masked ? `mask: ${state.toLowerCase()}` : "no mask"),
  not: (flag: string) => `not ${flag}`,
  mine: "Keep mine",
  theirs: "Take theirs",
  discard: "Discard",
};
