/** The progress page: what came of suggestions and how long it took. */

import { of } from "./amounts";

/** From 0 to 100 %, whatever logs of older installs add up to. */
const share = (part: number, whole: number) =>
  whole <= 0 ? "–" : `${Math.round(100 * Math.min(Math.max(part / whole, 0), 1))} %`;

export const progress = {
  title: "Progress",
  lead: "What people made of suggestions, and the time it took them. What was undone or deleted is not counted.",
  none: "No masks settled yet",
  noneLead: "As soon as somebody accepts or fixes a mask, it is counted here, with the time it took.",
  share,
  seconds: (seconds: number, masks: number) => (masks <= 0 ? "–" : `${(seconds / masks).toFixed(1)} s`),
  perMask: "Active seconds per settled mask",
  perMaskNote: (masks: number) =>
    `from ${of(masks, "mask")} whose time was counted. Drawing the box is in it; pauses of over 15 s, hidden pages, waiting, looking at an image after its last change and what reviewers only found good are not.`,
  waiting: "Waiting for suggestions, per mask",
  waitingNote: "time before a box whose mask was still to come, with nothing else in hand",
  accepted: "Accepted untouched",
  helped: "Accepted with help",
  helpedHint:
    "after somebody chose another candidate, guided the mask by points, or moved tau; extreme points are part of drawing the box and no help",
  fixed: "Fixed by hand",
  fixedHint: "painted, moved, or accepted with help where a settled neighbour kept its pixels",
  rejected: "Rejected",
  shareNote: (n: number, all: number) => `${n.toLocaleString("en")} of ${all.toLocaleString("en")}`,
  few: "Few masks so far: these figures can still change a lot.",
  perDay: "Active seconds per settled mask, by day",
  sharePerDay: "What came of suggestions, by day, in per cent",
  byClass: "By class",
  bySource: "By what suggested",
  byPerson: "By person",
  byDay: "By day (UTC)",
  bySample: "How good suggestions are",
  sampleNote:
    "Every tenth object is in the random sample, however its mask looks, so its shares hold for all suggestions where the sample was reviewed without filters: by class, certainty or the like only some of it is judged. The others were picked by what people looked at first. Below each: where the true share is with 95 % certainty.",
  sample: "Random sample",
  others: "All others",
  judged: "Judged",
  interval: (low: number, high: number) => `${Math.round(100 * low)}–${Math.round(100 * high)} %`,
  sourceNote: "Here the time counts from the suggestion on: before it, nobody knew where it would come from.",
  class: "Class",
  source: "Suggested by",
  person: "Person",
  day: "Day",
  masks: "Settled",
  perMaskHead: "s per mask",
  waitingHead: "s waiting",
};
