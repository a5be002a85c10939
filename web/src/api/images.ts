/** Images of a project: pages of the list, one opened image, its neighbours. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";
import { errorFrom, OfflineError } from "./errors";
import type { ImagePage, ImageState } from "./types";

/** Where a tile lies: level 0 is the whole picture at full size, each further one half of it. */
type TilePlace = { readonly level: number; readonly column: number; readonly row: number };

/** `assignee`: a person's id, or `nobodys`. */
export type ImageFilter = { state?: ImageState; gold?: boolean; name?: string; assignee?: number };

export const nobodys = 0;

export const blockSize = 100;

const blockKey = (project_id: number, filter: ImageFilter, block: number) =>
  ["project", project_id, "images", filter, block] as const;

/** A hundred images from a place in the list on: next to a block that is there when possible, which costs the server least. */
export const blockQuery = (project_id: number, filter: ImageFilter, block: number) =>
  queryOptions({
    queryKey: blockKey(project_id, filter, block),
    queryFn: ({ client, signal }) => {
      const near = (by: number) => client.getQueryData<ImagePage>(blockKey(project_id, filter, block + by))?.items;
      const [earlier, later] = [near(-1), near(1)];
      const start =
        earlier?.length === blockSize ? { after: earlier.at(-1)?.id } : later?.[0] && { before: later[0].id };
      const query = { ...filter, limit: blockSize, ...(start ?? { at: block * blockSize }) };
      return answer(http.GET("/api/projects/{project_id}/images", { params: { path: { project_id }, query }, signal }));
    },
    gcTime: 60_000,
  });

/** How many images match. */
export const countQuery = (project_id: number, filter: ImageFilter) =>
  queryOptions({
    queryKey: ["project", project_id, "images", filter, "count"],
    queryFn: ({ signal }) =>
      answer(
        http.GET("/api/projects/{project_id}/images/count", {
          params: { path: { project_id }, query: filter },
          signal,
        }),
      ),
  });

/** The image with this name, or the next by the alphabet, and its place in the list; null after the last name. */
export async function findPosition(project_id: number, filter: ImageFilter, from_name: string) {
  const params = { path: { project_id }, query: { ...filter, from_name } };
  return (await answer(http.GET("/api/projects/{project_id}/images/position", { params }))) ?? null;
}

type Side = { after: number } | { before: number };

/** The image that stands after or before another one in the list, of those that match; null at the end. */
export async function neighbourInList(project_id: number, side: Side, filter: ImageFilter) {
  const query = { ...filter, ...side, limit: 1 };
  const page = await answer(http.GET("/api/projects/{project_id}/images", { params: { path: { project_id }, query } }));
  return page.items[0] ?? null;
}

/** The image after or before another one, `todo`: that is not accepted; null at the end. Takes it from nobody. */
export async function neighbour(project_id: number, query: Side & { todo?: boolean }) {
  const found = await answer(
    http.GET("/api/projects/{project_id}/images/next", { params: { path: { project_id }, query } }),
  );
  return found ?? null;
}

/** Takes the next image to do, which then nobody else gets; null when there is none. */
export async function takeNext(project_id: number, side: { after: number } | { before: number }) {
  const path = { project_id };
  return (await answer(http.POST("/api/projects/{project_id}/images/take", { params: { path }, body: side }))) ?? null;
}

/** One image with its objects. */
export const openedQuery = (project_id: number, image_id: number) =>
  queryOptions({
    queryKey: ["project", project_id, "images", image_id],
    queryFn: () =>
      answer(http.GET("/api/projects/{project_id}/images/{image_id}", { params: { path: { project_id, image_id } } })),
  });

/** The ids of the images that match from one to another, both with them. */
export async function idsBetween(project_id: number, filter: ImageFilter, one: number, other: number) {
  const params = { path: { project_id }, query: { ...filter, one, other } };
  return (await answer(http.GET("/api/projects/{project_id}/images/ids", { params }))).ids;
}

/** Which of the images that match: `only` these, all `but` these, at most the first `limit`. */
type Which = { only?: number[]; but?: number[]; limit?: number | null };

/** Gives images that match to a person or (null) to nobody; says how many. */
export async function assign(project_id: number, query: ImageFilter, which: Which, user_id: number | null) {
  const params = { path: { project_id }, query };
  const body = { but: [], ...which, user_id };
  return (await answer(http.PUT("/api/projects/{project_id}/images/assignee", { params, body }))).images;
}

type Pictured = { id: number; blob: string };

/** Address of something made of an image's picture; it names the picture's bytes, so browsers keep the answer. */
const pictured = (project: number, { id, blob }: Pictured, what: string, query = "") =>
  `/api/projects/${project}/images/${id}/${what}?blob=${blob}${query}`;

/** Address of the upright picture. */
export const pictureUrl = (project: number, image: Pictured) => pictured(project, image, "file");

/** Address of a small version of it, 320 pixels on its longer side. */
export const thumbnailUrl = (project: number, image: Pictured) => pictured(project, image, "thumbnail");

/** A file at one of these addresses; throws an ApiError when the server does not give it (`not_yet`: it is being made), OfflineError when the line is down. */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch(() => {
    throw new OfflineError();
  });
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  return response;
}

/** Has a picture's thumbnail and tiles made, also when that failed before. */
export const makeLevels = (project_id: number, image_id: number) =>
  answer(
    http.POST("/api/projects/{project_id}/images/{image_id}/levels", { params: { path: { project_id, image_id } } }),
  );

/** Address of a tile of a large picture. */
export const tileUrl = (project: number, image: Pictured, { level, column, row }: TilePlace) =>
  pictured(project, image, `tiles/${level}/${column}/${row}`);
