/** What a request that failed says about the changes in it. */
import { ApiError, OfflineError } from "../api/errors";

/** Nobody answered, or not the server itself: the same request may well go through later. */
export const isOutage = (problem: unknown) =>
  problem instanceof OfflineError ||
  (problem instanceof ApiError &&
    (problem.status === 429 || problem.status > 500 || (problem.status === 404 && !isGone(problem))));

/** A fault of ours that this very change may have met. */
export const isFault = (problem: unknown) => !(problem instanceof ApiError) || problem.status === 500;

/** There is no such image, or project, any more: none of its changes has a place to go. */
export const isGone = (problem: unknown) => problem instanceof ApiError && problem.code === "not_found";
