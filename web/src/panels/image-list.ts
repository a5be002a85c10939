/** Where one is in a project's list of images: filter and place stand in its address, and links to the list lead back there. */
import type { ImageFilter } from "../api/images";
import type { ImageState } from "../api/types";

/** `at`: how many images of the list are above those in sight. */
export type ListPlace = { readonly filter: ImageFilter; readonly at: number };

/** The place that an address carries. */
export function placeOf(search: string): ListPlace {
  const given = new URLSearchParams(search);
  const [state, name, assignee] = [given.get("state"), given.get("name"), given.get("assignee")];
  const filter: ImageFilter = {
    ...(state && { state: state as ImageState }),
    ...(given.has("gold") && { gold: true }),
    ...(name && { name }),
    ...(assignee && { assignee: Number(assignee) }),
  };
  return { filter, at: Number(given.get("at")) || 0 };
}

/** The address that carries a place. */
export function addressOf(project: number, { filter, at }: ListPlace): string {
  const parts = Object.entries({ ...filter, ...(at > 0 && { at }) }).map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(parts).toString();
  return `/projects/${project}/images${search && `?${search}`}`;
}

const key = (project: number) => `images-${project}`;

/** Remembers for this tab where in the list one is. */
export function rememberPlace(project: number, place: ListPlace): void {
  try {
    sessionStorage.setItem(key(project), addressOf(project, place));
  } catch {} // a browser that keeps nothing: links lead to the list's beginning
}

/** What the list shows in this tab. */
export const listFilter = (project: number): ImageFilter => placeOf(listAddress(project).split("?")[1] ?? "").filter;

/** The list where one left it. */
export function listAddress(project: number): string {
  const beginning = addressOf(project, { filter: {}, at: 0 });
  try {
    return sessionStorage.getItem(key(project)) ?? beginning;
  } catch {
    return beginning;
  }
}
