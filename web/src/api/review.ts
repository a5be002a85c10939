/** Objects to review: pages in an order that pays, crops of pictures, comments. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { paths } from "./schema";
import type { ImageObject } from "./types";

type Query = NonNullable<paths["/api/projects/{project_id}/objects"]["get"]["parameters"]["query"]>;

export type ReviewFilter = Omit<Query, "after" | "limit">;

/** One page of objects; `after` is `next` of the page before. */
export const reviewPage = (project_id: number, filter: ReviewFilter, after: string | null) =>
  answer(
    http.GET("/api/projects/{project_id}/objects", {
      params: { path: { project_id }, query: { ...filter, limit: 100, ...(after !== null && { after }) } },
    }),
  );

/** An object as a reviewer saw it, and the seconds that took. */
export type Seen = { readonly object_id: string; readonly version: number; readonly active_seconds: number };

const atOnce = 1000; // objects in one request

/** Says that these objects are good as they are, or takes it back; what they are now that no longer are as they were seen. */
export async function markReviewed(project_id: number, seen: readonly Seen[], good: boolean) {
  const done: string[] = [];
  const others: ImageObject[] = [];
  for (let i = 0; i < seen.length; i += atOnce) {
    const body = { objects: seen.slice(i, i + atOnce), good };
    const params = { path: { project_id } };
    const found = await answer(http.POST("/api/projects/{project_id}/objects/reviewed", { params, body }));
    done.push(...found.done);
    others.push(...found.others);
  }
  return { done, others };
}

/** Address of a part of a picture, at most `size` pixels a side. */
export const cropUrl = (project: number, image: { id: number; blob: string }, box: readonly number[], size: number) =>
  `/api/projects/${project}/images/${image.id}/crop?box=${box.join()}&size=${size}&blob=${image.blob}`;

/** Comments of one image, oldest first. */
export const commentsQuery = (project_id: number, image_id: number) =>
  queryOptions({
    queryKey: ["project", project_id, "images", image_id, "comments"],
    queryFn: () =>
      answer(
        http.GET("/api/projects/{project_id}/images/{image_id}/comments", {
          params: { path: { project_id, image_id } },
        }),
      ),
  });

export type Said = { text: string; object_id?: string; reply_to?: string; send_back: boolean };

/** Writes a comment; harmless to repeat with the same `id`. */
export const putComment = (project_id: number, image_id: number, comment_id: string, body: Said) =>
  answer(
    http.PUT("/api/projects/{project_id}/images/{image_id}/comments/{comment_id}", {
      params: { path: { project_id, image_id, comment_id } },
      body,
    }),
  );

export type CommentAction = "done" | "resolve" | "reopen";

export const settleComment = (project_id: number, comment_id: string, action: CommentAction) =>
  answer(
    http.POST(`/api/projects/{project_id}/comments/{comment_id}/${action}`, {
      params: { path: { project_id, comment_id } },
    }),
  );
