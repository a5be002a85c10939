/** The last review stays in memory, hearing what becomes of its objects, for who comes back to it by the browser's Back. */
import { markReviewed, type ReviewFilter, reviewPage } from "../../api/review";
import type { Me, Project } from "../../api/types";
import { uuid } from "../../editor/uuid";
import { Activity } from "../../saving/activity";
import type { Outbox } from "../../saving/outbox";
import { tab } from "../../saving/tabs";
import { showNews, showProblem } from "../notices";
import { Reviewer, type ReviewOptions } from "./reviewer";

export type KeptReview = {
  readonly id: string;
  readonly outbox: Outbox;
  readonly reviewer: Reviewer;
  readonly activity: Activity;
};

let kept: KeptReview | null = null;

/** The review that this place of the browser's history is of, else a new one. */
export function keptReview(outbox: Outbox, begin: () => KeptReview): KeptReview {
  if (!kept || kept.id !== history.state?.review || kept.outbox !== outbox) {
    kept?.reviewer.destroy();
    kept = begin();
    history.replaceState({ ...history.state, review: kept.id }, "");
  }
  return kept;
}

/** A review of the objects that fit the filter, from its beginning. */
export function beginReview(me: Me, project: Project, outbox: Outbox, filter: ReviewFilter): KeptReview {
  const activity = new Activity();
  const options: ReviewOptions = {
    user: me.id,
    project: project.id,
    tab,
    outbox,
    fetchPage: (after) => reviewPage(project.id, filter, after),
    seconds: () => activity.take().active,
    tell: showNews,
  };
  const review = {
    by: me.name,
    mark: (seen: Parameters<typeof markReviewed>[1], good: boolean) => markReviewed(project.id, seen, good),
    failed: showProblem,
  };
  const reviewer = new Reviewer(project.role === "annotator" ? options : { ...options, review });
  reviewer.listen();
  reviewer.more();
  return { id: uuid(), outbox, reviewer, activity };
}
