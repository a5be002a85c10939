/** How each kind of change is said to the server. */
import { answer, http } from "../api/client";
import type { ImageObject } from "../api/types";
import type { Entry } from "./entry";

const objectPath = "/api/projects/{project_id}/images/{image_id}/objects/{object_id}" as const;

/** Sends a change of the object at `version` (null: it must not exist yet). Resolves with what is stored then; null when deleted. */
export async function sendEntry(entry: Entry, version: number | null): Promise<ImageObject | null> {
  const { kind, wanted } = entry;
  const path = { project_id: entry.project, image_id: entry.image, object_id: entry.object };
  const active_seconds = Math.round(entry.seconds * 10) / 10;
  const create = kind === "draw" || kind === "restore" || version === null;
  const header = create ? { "If-None-Match": "*" } : { "If-Match": `"${version}"` };
  const params = { path, header } as never; // the schema names each header for each door; all of them take these two
  if (kind === "draw" || kind === "edit" || kind === "restore") {
    const { class_id, box, truncated, difficult, occluded } = wanted;
    const body = { class_id, box, truncated, difficult, occluded, active_seconds };
    return answer(http.PUT(objectPath, { params, body }));
  }
  if (kind === "delete") return answer(http.DELETE(objectPath, { params })).then(() => null);
  if (kind === "accept") return answer(http.POST(`${objectPath}/accept`, { params, body: { active_seconds } }));
  if (kind === "reject") return answer(http.POST(`${objectPath}/reject`, { params, body: { active_seconds } }));
  if (kind === "revert") {
    return answer(http.PUT(`${objectPath}/revert`, { params, body: { ...wanted, active_seconds } }));
  }
  if (!wanted.mask) throw new Error("A stroke without a mask cannot be sent.");
  const { rect, foreground, ignored } = wanted.mask;
  return answer(http.PUT(`${objectPath}/mask`, { params, body: { rect, foreground, ignored, active_seconds } }));
}
