/** Projects, their classes, members and counts, and the jobs that run for them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

const at = (project_id: number) => ({ params: { path: { project_id } } });

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: () => answer(http.GET("/api/projects")),
});

export const projectQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "project"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}", at(project))),
  });

export const summaryQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "summary"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/summary", at(project))),
  });

export const progressQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "progress"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/progress", at(project))),
  });

export const membersQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "members"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/members", at(project))),
  });

export const jobsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "jobs"],
    queryFn: () => answer(http.GET("/api/projects/{project_id}/jobs", at(project))),
  });

/** What a job that has ended left out or could not make, two hundred at a time: nothing that happens later changes it. */
export const problemsQuery = (project_id: number, job_id: number) =>
  infiniteQueryOptions({
    queryKey: ["problems", project_id, job_id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam: after }) =>
      answer(
        http.GET("/api/projects/{project_id}/jobs/{job_id}/problems", {
          params: { path: { project_id, job_id }, query: after === null ? {} : { after } },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });

export const jobQuery = (project: number, job_id: number) =>
  queryOptions({
    queryKey: ["project", project, "jobs", job_id],
    queryFn: () =>
      answer(
        http.GET("/api/projects/{project_id}/jobs/{job_id}", { params: { path: { project_id: project, job_id } } }),
      ),
  });
