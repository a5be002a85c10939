/** Starting a round by hand, and letting a schedule start them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "../api/client";
import { summaryQuery } from "../api/projects";
import { nextRoundQuery, profilesQuery } from "../api/rounds";
import type { Project } from "../api/types";
import { text } from "../text";
import { FormError, SelectField, TextField, useForm } from "./field";
import { showNews } from "./notices";

/** The profiles offered, and `value` even when it is not among them. */
function Profiles({ value }: { value: string | null }) {
  const { data: profiles = ["cpu"] } = useQuery(profilesQuery);
  const all = value === null || profiles.includes(value) ? profiles : [value, ...profiles];
  return (
    <SelectField label={text.rounds.profileName} name="profile" defaultValue={value ?? undefined} key={all.join()}>
      {all.map((profile) => (
        <option key={profile} value={profile}>
          {text.rounds.profiles[profile] ?? profile}
        </option>
      ))}
    </SelectField>
  );
}

/** What the round would take, so that nobody wonders where an image has gone. */
function Taken({ project }: { project: Project }) {
  const { data: counts } = useQuery(nextRoundQuery(project.id));
  if (!counts) return null;
  return (
    <p className="soft small">
      {text.rounds.next(counts)} {counts.twins > 0 && text.rounds.twins(counts.twins)}
    </p>
  );
}

export function StartRound({ project, running }: { project: Project; running: boolean }) {
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const [rounds, epochs] = [fields.number("rounds"), fields.number("epochs")];
    const settings = { ...(rounds !== null && { rounds }), ...(epochs !== null && { epochs }) };
    const body = { profile: fields.text("profile"), settings };
    await answer(
      http.POST("/api/projects/{project_id}/rounds", { params: { path: { project_id: project.id } }, body }),
    );
    await queries.invalidateQueries({ queryKey: ["project", project.id] });
  });
  return (
    <form className="panel stack" onSubmit={onSubmit} aria-label={text.admin.start}>
      <h2>{text.admin.start}</h2>
      <Taken project={project} />
      <Profiles value={new URLSearchParams(location.search).get("profile")} />
      <div className="two">
        <TextField
          label={text.rounds.rounds}
          hint={text.rounds.roundsHint}
          name="rounds"
          type="number"
          min={1}
          max={10}
          placeholder={text.rounds.asProfile}
        />
        <TextField
          label={text.rounds.epochs}
          hint={text.rounds.epochsHint}
          name="epochs"
          type="number"
          min={1}
          max={1000}
          placeholder={text.rounds.asProfile}
        />
      </div>
      <FormError error={error} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy || running}>
          {text.admin.startNow}
        </button>
        {running && <span className="soft small">{text.admin.oneAtATime}</span>}
      </div>
    </form>
  );
}

export function ScheduleForm({ project }: { project: Project }) {
  const queries = useQueryClient();
  const { data: summary } = useQuery(summaryQuery(project.id));
  const { images, hours, profile } = project.schedule;
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const body = { images: fields.number("images"), hours: fields.number("hours"), profile: fields.text("profile") };
    await answer(
      http.PUT("/api/projects/{project_id}/schedule", { params: { path: { project_id: project.id } }, body }),
    );
    await queries.invalidateQueries({ queryKey: ["project", project.id] });
    showNews(text.common.saved);
  });
  return (
    <form className="panel stack" onSubmit={onSubmit} aria-label={text.schedule.title}>
      <h2>{text.schedule.title}</h2>
      <p className="soft small">{text.schedule.lead}</p>
      <div className="two">
        <TextField
          label={text.schedule.images}
          hint={summary && text.schedule.soFar(summary.accepted_since_last_round)}
          name="images"
          type="number"
          min={1}
          defaultValue={images ?? ""}
        />
        <TextField
          label={text.schedule.hours}
          name="hours"
          type="number"
          min={0.1}
          step={0.1}
          defaultValue={hours ?? ""}
        />
      </div>
      <Profiles value={profile} />
      <FormError error={error} />
      <div className="row">
        <button type="submit" className="button" disabled={busy}>
          {text.common.save}
        </button>
      </div>
    </form>
  );
}
