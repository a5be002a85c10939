/** The annotate page: its bar, tools and objects. */

export const annotate = {
  canvas: "The picture. The objects are listed beside it; press ? for all keys.",
  side: "Classes and objects",
  backToImages: "Back to the images",
  backToImagesOf: (project: string) => `Back to the images of ${project}`,
  boxed: "All objects boxed",
  accept: "Accept image",
  reopen: "Reopen",
  sendBackHint: "The picture opens again and shows the comment until it is resolved. Ctrl Enter sends.",
  sendBack: "Send back",
  comment: "What should be changed?",
  more: "More",
  readOnly: "This image is accepted: reopen it to change its objects.",
  lost: (why: string) => `Parts of the picture are missing and shown coarsely. ${why}`,
  whole: (why: string) => `The picture is shown whole, which is slow. ${why}`,
  wholeForNow: "The picture is shown whole until its tiles are made.",
  notDrained: "Some changes are not saved yet. Nothing is lost; try again when they are.",
  /** What went wrong with an image that is not the one on the canvas any more. */
  about: (image: string, problem: string) => `${image}: ${problem}`,
  acted: { boxed: "All objects boxed.", accept: "Image accepted.", reopen: "Image reopened." },
  acceptDropped: "The suggestion changed meanwhile: look again, then accept.",
  goneMeanwhile: "Somebody else deleted this object meanwhile.",
  noneThere: { next: "This is the last image.", previous: "This is the first image." },
  noneListed: {
    next: "This is the last image that the list shows.",
    previous: "This is the first image that the list shows.",
  },
  filtered: "Filtered",
  unfilter: "Next and previous keep to the list's filter. Go through all images instead",
  noneToDo: { next: "No image after this one is left to do.", previous: "No image before this one is left to do." },
  decisions: { accept: "Accept", reject: "Reject", delete: "Delete" } as Record<string, string>,
  copied: (copied: number, all: number) => {
    if (all === 0) return "The previous image has no boxes.";
    const words = copied === 1 ? "1 box copied" : `${copied || "No"} boxes copied`;
    return copied === all ? `${words}.` : `${words}; ${all - copied} left out: here already, or outside the picture.`;
  },
  pointing: {
    howTo: (click = "", hold = "", stop = "") =>
      `Arrows point: with Shift far, with Alt by one pixel. ${click} clicks, ${hold} holds until pressed again, ${stop} stops.`,
    at: ([x, y]: readonly [number, number]) => `${x}, ${y}`,
  },
  tools: "Tools",
  suggest: "Suggest a mask",
};

export const painting = {
  size: "Size",
  pixels: (n: number) => `${n} px`,
  penPressure: "A pen's pressure sets the size",
  brushShape: { title: "Shape of the brush", values: { round: "Round", square: "Square" } },
  paints: { title: "What is painted", values: { foreground: "Object", ignored: "Ignore" } },
  pins: { title: "What points say", values: { foreground: "Object", background: "Not it" } },
  polygon: { title: "What the polygon does", values: { add: "Add", cut: "Cut out" } },
  neighbours: { title: "Where painting meets other objects", values: { overwrite: "Overwrite", keep: "Keep" } },
  hints: {
    polygon:
      "Click corners; drag one to move it, press on an edge for a new one, Shift-click to delete one. Enter, a double click or the first corner closes.",
    knife: "Draw a line right through an object. The smaller side becomes an object of its own.",
  },
};

export const remarks = {
  "nothing-to-pin": "Points work inside the box of an object; none that you may change is there.",
  locked: "Not changed: the selected object is locked.",
  hidden: "Not changed: the selected object is hidden.",
  unchanged: {
    "fill-holes": "There is no hole to fill.",
    "remove-specks": "There is no speck to remove.",
    smooth: "There is nothing to smooth.",
    "split-islands": "The mask is a single island.",
    "fit-box": "The box ends where the mask does.",
  },
  "polygon-closed": "The polygon that was being drawn is closed.",
  "polygon-dropped": "The polygon is dropped; undo brings it back.",
  "nothing-cut": "Nothing cut: the line goes right through no mask.",
  "empty-polygon": "Nothing drawn: a polygon goes around pixels with three corners or more.",
  "undo-skipped": "Not undone: somebody else changed this object since.",
  "redo-skipped": "Not redone: somebody else changed this object since.",
  "undo-partly": (left: number) =>
    left === 1
      ? "1 object not undone: somebody else changed it since."
      : `${left} objects not undone: somebody else changed them since.`,
  "redo-partly": (left: number) =>
    left === 1
      ? "1 object not redone: somebody else changed it since."
      : `${left} objects not redone: somebody else changed them since.`,
  "mask-missing": "Not accepted: the mask had not come.",
  "still-accepting": "The mask before is still to come; set points here once it is accepted.",
  "nothing-to-accept": "Not accepted: no pixel is left that settled neighbours do not keep.",
  merged: (name: string) => `The objects were of several classes; the merged one is “${name}”, as the one picked last.`,
};

export const comments = {
  said: (author: string | null, object: number | null, said: string) =>
    `${author ?? "Somebody"}${object === null ? "" : ` on object ${object}`}: “${said}”`,
  done: (who: string) => `${who} says that it is done.`,
  resolved: (who: string | null) => `${who ?? "Somebody"} resolved it.`,
  find: "Show",
  actions: { resolve: "Resolve", done: "Done", reopen: "Not done" },
  openAgain: "Open again",
  earlier: (n: number) => (n === 1 ? "1 earlier reply" : `${n} earlier replies`),
  reply: "Reply",
  replyTo: (author: string | null) => `Reply to ${author ?? "this comment"}`,
  nothingToReply: "No comment on this image is open.",
  title: (onObject: boolean, number: number | null) =>
    onObject ? `Comment on object ${number ?? ""}`.trim() : "Comment on the image",
  ask: "What do you want to say?",
  hint: "It is shown on this image until you or a reviewer resolve it. Ctrl Enter sends.",
  write: "Comment",
  sendKey: "Ctrl Enter",
  cancelKey: "Esc",
};

export const company = {
  title: "Also here",
  here: (name: string) => `${name} has this image open`,
  works: (name: string) =>
    `${name} works on this image too. What both of you do is saved; where you change the same thing, you are asked.`,
  takeOver: "Take over",
  takeOverHint: (name: string) => `It counts as yours: “next to do” no longer gives it to ${name}.`,
  selected: (name: string) => `${name} is here`,
};

const ORIGINS: Record<string, string> = {
  grabcut: "GrabCut",
  mcg: "MCG",
  fused: "GrabCut + MCG",
  guided: "points",
  human: "by hand",
};

function origin(from: string, round: number | null): string {
  if (from === "annnet") return round === null ? "AnnNet" : `AnnNet round ${round}`;
  return ORIGINS[from] ?? from;
}

export const objects = {
  title: "Objects",
  none: "Drag a box around each object. A mask is suggested for every box.",
  /** How an object is read out: "2 cat, suggested, GrabCut, 120 by 80 at 34, 50, occluded". */
  option: (named: string, parts: readonly string[]) => [named, ...parts].join(", "),
  /** By the number the server gave it, as comments and the history have it; a new one has none until it is stored. */
  named: (number: number | undefined, name: string) => `${number ?? ""} ${name}`.trim(),
  place: ([x0, y0, x1, y1]: readonly [number, number, number, number]) => `${x1 - x0} by ${y1 - y0} at ${x0}, ${y0}`,
  news: {
    suggested: (object: string) => `Suggestion for ${object}`,
    accepted: (object: string) => `${object} accepted`,
    fixed: (object: string) => `${object} fixed`,
    drawn: (object: string) => `${object}: mask rejected`,
  },
  waiting: "waiting for a suggestion",
  noMask: "no mask",
  selected: (n: number) => (n === 1 ? "1 object selected" : `${n} objects selected`),
  commented: "commented",
  marks: { hidden: "Hide or show", locked: "Lock or free" },
  flagHints: {
    truncated: "Reaches beyond the picture; marked T",
    occluded: "Partly behind something; marked O",
    difficult: "Hard to make out, left out of most measures; marked D",
  } as Record<string, string>,
  flags: {
    truncated: "truncated",
    occluded: "occluded",
    difficult: "difficult",
    hidden: "hidden here",
    locked: "locked here",
  },
  origin,
  candidate: (from: string) => `Candidate: ${origin(from, null)}`,
};

export const view = {
  title: "View",
  open: "View settings",
  masks: "Masks",
  opacity: "Opacity",
  percent: (share: number) => `${Math.round(share * 100)} %`,
  styles: { filled: "Filled", outlined: "Outlines" },
  colors: "Colours",
  coloring: { class: "By class", instance: "By object" },
  picture: "Picture",
  brightness: "Brightness",
  contrast: "Contrast",
  gamma: "Gamma",
  times: (factor: number) => `${factor.toFixed(2)} ×`,
  plain: "As it is",
  toneHint: "For the eye only; kept for this project.",
  show: "Show",
  shown: { names: "Names", rulers: "Rulers", minimap: "Minimap" },
};
