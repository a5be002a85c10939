/** The images of a project, and how they come in and go out. */

import { of } from "./amounts";

export const images = {
  title: "Images",
  all: "All",
  gold: "Gold",
  filter: "Show images by state",
  search: "Search by name",
  start: "Start labelling",
  add: "Add pictures",
  import: "Import",
  export: "Export",
  drop: "Drop pictures, folders or a zip here",
  none: "No images yet",
  coming: "Pictures are coming in",
  noneLead: "Drop pictures, folders or a zip anywhere on this page, or import a data set with its boxes and masks.",
  noneMember: "The project's admin has not added pictures yet.",
  noneFound: "No image matches",
  allDone: "Every image is accepted.",
  inTheMaking: "The thumbnail is being made",
  makeAgain: (name: string) => `Try again: the thumbnail of ${name}`,
  noThumbnail: (why: string) => `No thumbnail. ${why}`,
  count: (n: number) => of(n, "image"),
  jump: "Go to a name or number",
  noneFrom: (name: string) => `No name comes at or after ${name}.`,
  decided: (n: number) => `${n.toLocaleString("en")} done`,
  objects: (n: number) => of(n, "object"),
  annotate: (name: string) => `Label ${name}`,
  actions: (name: string) => `What to do with ${name}`,
  markGold: "Mark as gold",
  unmarkGold: "No longer gold",
  delete: "Delete image",
  confirmDelete: (name: string) => `Delete ${name} with all its objects? This cannot be undone.`,
  sentBack: (comment: string) => `Sent back: ${comment}`,
};

export const assignment = {
  whose: "Show images by whose they are",
  anybodys: "Anybody's",
  mine: "Mine",
  nobodys: "Nobody's",
  of: (name: string) => `${name}'s`,
  assignedTo: (name: string) => `Assigned to ${name}`,
  button: "Assign",
  title: "Assign images",
  lead: (n: number) =>
    n === 1
      ? "The one image that the list shows now."
      : `The ${n.toLocaleString("en")} images that the list shows now.`,
  to: "To",
  nobody: "Nobody: whoever comes first",
  limit: "At most",
  limitHint: "Only the first so many; empty: all of them.",
  give: "Assign",
  done: (n: number) => `Assigned ${of(n, "image")}.`,
};

export const choosing = {
  choose: (name: string) => `Choose ${name}`,
  hint: "Choose (X); Shift: all from the one before",
  count: (n: number) => `${n.toLocaleString("en")} chosen`,
  assign: "Assign them",
  lead: (n: number) =>
    n === 1 ? "The one image that you chose." : `The ${n.toLocaleString("en")} images that you chose.`,
  clear: "Clear",
  clearKey: "Esc",
  actions: {
    choose: "Choose the image, or no longer",
    "choose-to": "Choose all from the one before to this one",
    "choose-all": "Choose all that the list shows",
    "choose-none": "Choose none",
    help: "Show and change keys",
  },
  moving: [
    ["Move", "arrow keys, Page up and down, Home, End"],
    ["Open the image", "Enter or click"],
    ["Choose the image", "Ctrl-click or its check mark"],
    ["Choose several", "Shift-click or Shift + arrow keys"],
  ] as [string, string][],
};

export const uploads = {
  title: "Adding pictures",
  running: (done: number, all: number) => `Adding pictures: ${done} of ${all}`,
  finished: (done: number, failed: number) =>
    failed === 0 ? `Added ${of(done, "file")}` : `Added ${of(done, "file")}, refused ${failed}`,
  withBoxes: "Import it with its boxes",
};

export const imports = {
  title: "Import",
  from: "From",
  zip: "A zip on this computer",
  folder: "A folder on the server",
  file: "Zip file",
  path: "Folder",
  pathHint: "A folder that the server may read, e.g. import/street-scenes in its data folder.",
  contents: "What is in it",
  pictures: "Pictures",
  voc: "A data set in PASCAL VOC layout",
  vocHint: "JPEGImages, Annotations, and SegmentationObject where there are masks.",
  boxesOnly: "Take the boxes, leave the masks",
  boxesOnlyHint: "Images come in as boxed, ready for suggestions.",
  gold: "Mark as gold",
  goldHint: "Set apart for measuring; never trained on.",
  sending: "Sending the zip",
  start: "Import",
};

export const exports = {
  title: "Export",
  lead: "A zip in PASCAL VOC layout: pictures, boxes, class and object masks, image sets.",
  which: "Which masks",
  accepted: "Accepted only",
  acceptedHint: "Images whose every mask a person accepted or fixed.",
  /** How many go in, and how many stay out. */
  count: (taken: number, all: number) =>
    `Holds ${taken.toLocaleString("en")} of ${of(all, "image")}${taken < all ? `; ${(all - taken).toLocaleString("en")} left out` : ""}.`,
  suggestions: "Suggestions, too",
  suggestionsHint: "Also boxed images, with the masks suggested so far.",
  uncertain: "Pixels the suggestions are not sure of",
  ignore: "Leave them out (255)",
  bestGuess: "Take the best guess",
  start: "Make the zip",
  ready: "The zip is ready.",
  download: "Download the zip",
  cancelled: "The export was cancelled.",
};
