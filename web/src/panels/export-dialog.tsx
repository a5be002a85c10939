/** Taking the data set away: choose what goes in, watch the job, download the zip. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, http } from "../api/client";
import { jobQuery, summaryQuery } from "../api/projects";
import type { Job } from "../api/types";
import { text } from "../text";
import { Dialog } from "./dialog";
import { CheckField, FormError, useForm } from "./field";
import { Icon } from "./icons";
import { JobBar, progressWords } from "./job-strip";

/** How many images go in with each choice, in words; nothing until that is known. */
function useCounts(project: number): { accepted: string; suggestions: string } {
  const { data } = useQuery(summaryQuery(project));
  if (!data) return { accepted: "", suggestions: "" };
  const { open, boxed, accepted } = data.images;
  const words = (taken: number) => text.exports.count(taken, open + boxed + accepted);
  return { accepted: words(accepted), suggestions: words(accepted + boxed) };
}

function Choices({ project, started }: { project: number; started: (job: Job) => void }) {
  const [suggestions, setSuggestions] = useState(false);
  const counts = useCounts(project);
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const uncertain = fields.text("uncertain") === "best-guess" ? "best-guess" : "ignore";
    const body = { format: "voc", with_suggestions: suggestions, uncertain } as const;
    started(
      await answer(
        http.POST("/api/projects/{project_id}/exports", { params: { path: { project_id: project } }, body }),
      ),
    );
  });
  return (
    <form className="stack" onSubmit={onSubmit}>
      <p className="soft">{text.exports.lead}</p>
      <fieldset className="plain-set">
        <legend>
          <h3>{text.exports.which}</h3>
        </legend>
        <CheckField
          type="radio"
          label={text.exports.accepted}
          hint={`${text.exports.acceptedHint} ${counts.accepted}`}
          checked={!suggestions}
          onChange={() => setSuggestions(false)}
        />
        <CheckField
          type="radio"
          label={text.exports.suggestions}
          hint={`${text.exports.suggestionsHint} ${counts.suggestions}`}
          checked={suggestions}
          onChange={() => setSuggestions(true)}
        />
      </fieldset>
      {suggestions && (
        <fieldset className="plain-set">
          <legend>
            <h3>{text.exports.uncertain}</h3>
          </legend>
          <CheckField type="radio" name="uncertain" value="ignore" label={text.exports.ignore} defaultChecked />
          <CheckField type="radio" name="uncertain" value="best-guess" label={text.exports.bestGuess} />
        </fieldset>
      )}
      <FormError error={error} />
      <div className="row end">
        <button type="submit" className="button primary" disabled={busy}>
          {text.exports.start}
        </button>
      </div>
    </form>
  );
}

function Running({ project, started }: { project: number; started: Job }) {
  const { data: job = started } = useQuery({ ...jobQuery(project, started.id), refetchInterval: 1_000 });
  const url = `/api/projects/${project}/exports/${job.id}/file`;
  if (job.state === "succeeded") {
    return (
      <div className="spread">
        <span>{text.exports.ready}</span>
        <a className="button primary" href={url} download>
          <Icon name="download" />
          {text.exports.download}
        </a>
      </div>
    );
  }
  if (job.state === "failed" || job.state === "cancelled")
    return <FormError error={new Error(job.error ?? text.exports.cancelled)} />;
  return (
    <div className="stack">
      <JobBar job={job} label={text.jobs.kinds.export} />
      <span className="soft small">{progressWords(job)}</span>
    </div>
  );
}

export function ExportDialog({ project, onClose }: { project: number; onClose: () => void }) {
  const [started, setStarted] = useState<Job | null>(null);
  return (
    <Dialog title={text.exports.title} onClose={onClose}>
      {started ? <Running project={project} started={started} /> : <Choices project={project} started={setStarted} />}
    </Dialog>
  );
}
