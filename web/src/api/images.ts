/** Images of a project: pages of the list, one opened image, its neighbours. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { ImageState } from "./types";

export type ImageFilter = { state?: ImageState; gold?: boolean; name?: string };

export const imagesQuery = (project_id: number, filter: ImageFilter) =>
  infiniteQueryOptions({
    queryKey: ["project", project_id, "images", filter],
    queryFn: ({ pageParam }) =>
      answer(
        http.GET("/api/projects/{project_id}/images", {
          params: { path: { project_id }, query: { ...filter, limit: 60, after: pageParam } },
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const imageQuery = (project_id: number, image_id: number) =>
  queryOptions({
    queryKey: ["project", project_id, "image", image_id],
    queryFn: () =>
      answer(http.GET("/api/projects/{project_id}/images/{image_id}", { params: { path: { project_id, image_id } } })),
  });

/** The image after or before another one; `todo`: only images that are not accepted yet. Null at the end. */
export async function neighbour(project_id: number, side: { after: number } | { before: number }, todo = false) {
  const query = { ...side, ...(todo && { todo }) };
  const found = await answer(
    http.GET("/api/projects/{project_id}/images/next", { params: { path: { project_id }, query } }),
  );
  return found ?? null;
}

/** Address of the upright picture. */
export const pictureUrl = (project: number, image: number) => `/api/projects/${project}/images/${image}/file`;

/** Address of a small version of it, `size` pixels on its longer side. */
export const thumbnailUrl = (project: number, image: number, size = 320) =>
  `/api/projects/${project}/images/${image}/thumbnail?size=${size}`;
