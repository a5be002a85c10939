/** How changes are said to the server: those of one image in one request, each with its own outcome. */
import { answer, http, impatient } from "../api/client";
import type { components } from "../api/schema";
import type { ImageObject } from "../api/types";
import { weightOf } from "./batch";
import { changed, type Entry, pick, type Wanted } from "./entry";

type ChangesWanted = components["schemas"]["ChangesWanted"];
export type Change = ChangesWanted["changes"][number];

export type Outcome = { id: string; result: "stored" | "stale" | "missing" | "refused" | "skipped"; why: string };

/** An outcome for each entry, in order, and the touched objects as they are now; deleted ones are missing. */
export type Applied = { outcomes: Outcome[]; objects: ImageObject[] };

/** Sends entries of one user about one image. */
export async function sendEntries(entries: readonly [Entry, ...Entry[]]): Promise<Applied> {
  const { project, image, user } = entries[0];
  const body: ChangesWanted = { user_id: user, changes: entries.map(changeOf) };
  const params = { path: { project_id: project, image_id: image } };
  const size = entries.reduce((sum, entry) => sum + weightOf(entry), 0);
  const call = { params, body, signal: impatient(size) };
  const applied = await answer(http.POST("/api/projects/{project_id}/images/{image_id}/changes", call));
  const why = (message: string, hint: string) => `${message} ${hint}`.trim();
  return {
    objects: applied.objects,
    outcomes: applied.outcomes.map(({ id, result, message, hint }) => ({ id, result, why: why(message, hint) })),
  };
}

/** The candidate that was taken, with its mask where that was seen otherwise than the server has it; or the suggestion that was overtaken. */
function choiceOf({ candidate, mask, offered }: Wanted) {
  if (!candidate) return offered ? { mask: { ...offered, ignored: undefined } } : {};
  const { id, seen } = candidate;
  return { candidate: id, ...(seen && mask && { mask: { ...mask, ignored: undefined } }) };
}

/** Extreme points for the server, to which an empty list says that there are none, and nothing that they stay as they are. */
const namely = (points: Wanted["points"]) => (points === null ? [] : points);

/** One entry as the server reads it. */
export function changeOf(entry: Entry): Change {
  const { id, object: object_id, version, wanted } = entry;
  const work = { active_seconds: spent(entry.seconds), waiting_seconds: spent(entry.waiting ?? 0) };
  const about = { id, object_id, version, ...work };
  const { state, mask, class_id, box, truncated, difficult, occluded } = wanted;
  const { state: _, mask: __, candidate: ___, ...parts } = pick(wanted, changed(entry));
  const drawing = { ...parts, points: namely(parts.points) };
  const points = namely(wanted.points);
  switch (entry.kind) {
    case "draw":
    case "restore":
      return { ...about, kind: entry.kind, class_id, box, truncated, difficult, occluded, points };
    case "accept":
      return { ...about, kind: "accept", ...choiceOf(wanted) };
    case "choose":
      return { ...about, kind: "choose", candidate: 0, ...choiceOf(wanted) };
    case "edit":
      return { ...about, kind: "edit", ...drawing };
    case "revert":
      return {
        ...about,
        kind: "revert",
        ...drawing,
        ...(changed(entry).includes("mask") && { decision: { state, mask } }),
      };
    case "fix":
      if (!mask) throw new Error("A stroke without a mask cannot be sent.");
      return { ...about, kind: "fix", rect: mask.rect, foreground: mask.foreground, ignored: mask.ignored };
    default:
      return { ...about, kind: entry.kind };
  }
}

/** The most the server takes: a page may stay open for days beside a suggestion that never comes. */
const DAY = 86_400;

const spent = (seconds: number) => Math.min(Math.round(seconds * 1000) / 1000, DAY);
