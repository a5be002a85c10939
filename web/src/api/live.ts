/** Server-sent events of a project. An event only says "refetch this"; what is shown always comes from the API. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

export type Live =
  /** `version`: of the object after the change, which may have `deleted` it. */
  | { kind: "object"; image_id: number; object_id: string; version: number; deleted?: boolean }
  /** `tab`: that came, went or selected something. */
  | { kind: "presence"; image_id: number; tab: string }
  | { kind: "image" | "job" | "round" | "project"; image_id?: number; job_id?: number };

/** What an event makes stale, as parts of the query keys under ["project", id]. */
const stale: Record<Live["kind"], string[]> = {
  image: ["images", "summary"],
  object: ["summary"],
  presence: [],
  job: ["jobs"],
  round: ["rounds", "jobs", "project"],
  project: ["project", "members", "summary"],
};

/** Collects what became stale and refetches it at most about twice a second, however fast events come in. */
function collector(queries: QueryClient, project: number) {
  const parts = new Set<string>();
  const flush = () => {
    for (const part of parts) queries.invalidateQueries({ queryKey: ["project", project, part] });
    parts.clear();
  };
  return (live: Live) => {
    if (parts.size === 0) setTimeout(flush, 400);
    for (const part of stale[live.kind] ?? []) parts.add(part);
  };
}

/** Keeps a project's queries fresh while the page is open; `onLive` hears every event at once. */
export function useLive(project: number, onLive?: (live: Live) => void): void {
  const queries = useQueryClient();
  const heard = useRef(onLive);
  heard.current = onLive;
  useEffect(() => {
    const source = new EventSource(`/api/projects/${project}/live`);
    const collect = collector(queries, project);
    let broken = false;
    source.onmessage = (event) => {
      const live = JSON.parse(event.data) as Live;
      collect(live);
      heard.current?.(live);
    };
    source.onerror = () => {
      broken = true;
    };
    source.onopen = () => {
      if (broken) queries.invalidateQueries({ queryKey: ["project", project] }); // events were missed meanwhile
      broken = false;
    };
    return () => source.close();
  }, [project, queries]);
}
