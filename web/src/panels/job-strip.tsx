/** Jobs of a project that are under way, just failed or met problems: what, how far, how long still, cancel. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, http } from "../api/client";
import { jobsQuery } from "../api/projects";
import type { Job } from "../api/types";
import { text } from "../text";
import { Icon } from "./icons";
import { showProblem } from "./notices";
import { ProblemsDialog } from "./problems-dialog";
import { Bar } from "./states";
import "./job-strip.css";

const shown: Job["kind"][] = ["import", "suggest_all"];
/** Whether the job has not ended yet. */
export const under = (job: Job) => job.state === "queued" || job.state === "running";

/** How far a job is, in words: "suggesting, 40 of 100 images, about 2 minutes left". */
export function progressWords(job: Pick<Job, "state" | "progress">): string {
  if (job.state === "queued") return text.jobs.queued;
  const { done, total, unit, eta_s } = job.progress;
  if (done == null || total == null) return text.jobs.running;
  const left = eta_s == null ? "" : ` · ${text.jobs.left(eta_s)}`;
  return `${text.jobs.done(done, total, unit ?? "")}${left}`;
}

/** The bar of a job's progress. */
export function JobBar({ job, label }: { job: Pick<Job, "state" | "progress">; label: string }) {
  const { done, total } = job.progress;
  return <Bar label={label} value={done ?? 0} of={total ?? null} />;
}

type Kind = keyof typeof text.jobs.problems;

const meetsProblems = (kind: Job["kind"]): kind is Kind => kind in text.jobs.problems;

const problemCount = ({ result }: Job) => Number(result.problem_count ?? 0);

/** Why the job failed, or that it did not do everything. */
function Outcome({ project, job }: { project: number; job: Job }) {
  const [open, setOpen] = useState(false);
  const kind = meetsProblems(job.kind) && !job.error ? job.kind : null;
  return (
    <>
      <span className="form-error">
        <Icon name="warning" />
        {kind ? text.jobs.problems[kind](problemCount(job)) : job.error}
        {kind && (
          <button type="button" className="button" onClick={() => setOpen(true)}>
            {text.jobs.showProblems}
          </button>
        )}
      </span>
      {open && kind && (
        <ProblemsDialog
          project={project}
          job={job.id}
          title={text.jobs.problemsTitle[kind]}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function JobLine({ project, job, dismiss }: { project: number; job: Job; dismiss: () => void }) {
  const name = text.jobs.kinds[job.kind];
  const at = { params: { path: { project_id: project, job_id: job.id } } };
  const cancel = () => answer(http.POST("/api/projects/{project_id}/jobs/{job_id}/cancel", at)).catch(showProblem);
  return (
    <li className="job panel">
      <strong>{name}</strong>
      {under(job) ? (
        <>
          <JobBar job={job} label={name} />
          <span className="soft small">{progressWords(job)}</span>
          <button type="button" className="button quiet" onClick={cancel}>
            {text.common.cancel}
          </button>
        </>
      ) : (
        <>
          <Outcome project={project} job={job} />
          <button type="button" className="button quiet icon" aria-label={text.common.close} onClick={dismiss}>
            <Icon name="reject" />
          </button>
        </>
      )}
    </li>
  );
}

/** The strip; a job that failed or met problems stays until it is closed, if it ended while this page was open. */
export function JobStrip({ project }: { project: number }) {
  const { data: jobs = [] } = useQuery(jobsQuery(project));
  const [opened] = useState(Date.now);
  const [dismissed, setDismissed] = useState<number[]>([]);
  const failed = (job: Job) =>
    (job.state === "failed" && shown.includes(job.kind)) || (job.state === "succeeded" && problemCount(job) > 0);
  const fresh = (job: Job) => Date.parse(job.finished_at ?? "") > opened && !dismissed.includes(job.id);
  const lines = jobs.filter((job) => (under(job) ? shown.includes(job.kind) : failed(job) && fresh(job)));
  if (lines.length === 0) return null;
  return (
    <ul className="stack">
      {lines.map((job) => (
        <JobLine key={job.id} project={project} job={job} dismiss={() => setDismissed([...dismissed, job.id])} />
      ))}
    </ul>
  );
}
