/** What happened to an image, how its objects were at any moment, and bringing that back. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { components } from "./schema";

export type HistoryEvent = components["schemas"]["HistoryEvent"];

const path = "/api/projects/{project_id}/images/{image_id}/history" as const;

/** A page of the events of an image, or of one of its objects, newest first: those before one, or the newest. */
export const eventsOf = (project_id: number, image_id: number, query: { before?: number; object_id?: string } = {}) =>
  answer(http.GET(path, { params: { path: { project_id, image_id }, query } }));

export const historyQuery = (project_id: number, image_id: number) =>
  infiniteQueryOptions({
    queryKey: ["project", project_id, "images", image_id, "history"],
    queryFn: ({ pageParam }) => eventsOf(project_id, image_id, pageParam === null ? {} : { before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
  });

/** The image's objects as they were right after an event. */
export async function objectsAt(project_id: number, image_id: number, event_id: number) {
  const params = { path: { project_id, image_id, event_id } };
  return (await answer(http.GET(`${path}/{event_id}`, { params }))).objects;
}

/** Brings one object, or with null all of them, back to how they were; `seen`: the newest event that was looked at. */
export const restore = (
  project_id: number,
  image_id: number,
  event_id: number,
  body: { seen: number; object_id: string | null },
) => answer(http.POST(`${path}/{event_id}/restore`, { params: { path: { project_id, image_id, event_id } }, body }));
