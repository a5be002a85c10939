/** Candidates for an object's mask: asked for, and fetched once their job is done. */
import { answer, http } from "./client";
import { errorFrom, OfflineError } from "./errors";
import type { components } from "./schema";

export type Candidate = components["schemas"]["Candidate"];
export type Candidates = components["schemas"]["Candidates"];
export type Pins = components["schemas"]["PinsWanted"];

export type Place = { project_id: number; image_id: number; object_id: string };

const path = "/api/projects/{project_id}/images/{image_id}/objects/{object_id}/candidates" as const;

/** Asks for the masks the object could have, or with pins for the one they guide; an earlier request is cancelled. */
export const requestCandidates = (place: Place, pins: Pins | null): Promise<Candidates> =>
  answer(http.POST(path, { params: { path: place }, body: { pins } }));

/** What became of a request. */
export const findCandidates = (place: Place, job_id: number): Promise<Candidates> =>
  answer(http.GET(`${path}/{job_id}`, { params: { path: { ...place, job_id } } }));

/** One byte for each pixel of the object's box: how sure the model is (see editor/levels). */
export async function fetchProbabilities({ project_id, image_id, object_id }: Place, id: number): Promise<Uint8Array> {
  const url = `/api/projects/${project_id}/images/${image_id}/objects/${object_id}/candidates/${id}/probabilities`;
  const response = await fetch(url).catch(() => {
    throw new OfflineError();
  });
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  return new Uint8Array(await response.arrayBuffer());
}
