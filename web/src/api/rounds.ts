/** Training rounds of a project: the list, one round with its curves, its log. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

export const roundsQuery = (project_id: number) =>
  queryOptions({
    queryKey: ["project", project_id, "rounds"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/rounds", { params: { path: { project_id } } })),
  });

export const roundQuery = (project_id: number, number: number) =>
  queryOptions({
    queryKey: ["project", project_id, "rounds", number],
    queryFn: () =>
      answer(http.GET("/api/projects/{project_id}/rounds/{number}", { params: { path: { project_id, number } } })),
  });

/** The images that a round would take if it started now. */
export const nextRoundQuery = (project_id: number) =>
  queryOptions({
    queryKey: ["project", project_id, "rounds", "next"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/rounds/next", { params: { path: { project_id } } })),
  });

export const logQuery = (project_id: number, number: number) =>
  queryOptions({
    queryKey: ["project", project_id, "rounds", number, "log"],
    queryFn: () =>
      answer(http.GET("/api/projects/{project_id}/rounds/{number}/log", { params: { path: { project_id, number } } })),
  });

export const profilesQuery = queryOptions({
  queryKey: ["profiles"],
  queryFn: () => answer(http.GET("/api/profiles")),
  staleTime: Number.POSITIVE_INFINITY,
});
