/** One round from start to verdict: where it is, its curves, scores, log, and what may be done with it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "../api/client";
import { resultOf } from "../api/result";
import { logQuery, roundQuery } from "../api/rounds";
import type { Project, Round } from "../api/types";
import { text } from "../text";
import { Curve } from "./curves";
import { Icon } from "./icons";
import { showProblem } from "./notices";
import { Scores } from "./scores";
import { Answer, Bar } from "./states";
import "./round-view.css";

const stages = ["proposing", "annnet", "pseudo", "segnet", "measuring"] as const;
const ended = ["done", "failed", "cancelled"];

/** Whether the round is over. */
export const hasEnded = (round: Pick<Round, "state">) => ended.includes(round.state);

function stageTime(round: Round, stage: string): string {
  const entered = round.stages.filter((one) => one.stage === stage);
  if (entered.length === 0 || entered.some((one) => one.seconds === null)) return "";
  return text.time.seconds(entered.reduce((sum, one) => sum + (one.seconds ?? 0), 0));
}

function Stages({ round }: { round: Round }) {
  const at = (stages as readonly string[]).indexOf(round.state);
  const passed = (stage: string, index: number) =>
    round.state === "done" ||
    (at > index && at >= 0) ||
    (at < 0 && round.stages.some((one) => one.stage === stage && one.seconds !== null));
  return (
    <ol className="round-stages">
      {stages.map((stage, index) => (
        <li
          key={stage}
          className={index === at ? "now" : passed(stage, index) ? "passed" : ""}
          aria-current={index === at ? "step" : undefined}
        >
          <Icon name={passed(stage, index) ? "accepted" : index === at ? "waiting" : "open"} />
          <span>{text.rounds.stages[stage]}</span>
          <span className="soft small">{index === at ? "" : stageTime(round, stage)}</span>
        </li>
      ))}
    </ol>
  );
}

function Progress({ round }: { round: Round }) {
  if (round.state === "queued") return <p className="soft">{text.rounds.queued}</p>;
  const { done, total, unit, eta_s } = round.progress ?? {};
  const iteration = round.stages.at(-1)?.iteration ?? 1;
  return (
    <div className="stack round-progress">
      <Bar label={text.rounds.stageProgress} value={done ?? 0} of={total ?? null} />
      <p className="soft small">
        {iteration > 1 && `${text.rounds.iteration(iteration)} · `}
        {done != null && total != null ? text.jobs.done(done, total, unit ?? "") : text.jobs.running}
        {eta_s != null && ` · ${text.rounds.stageLeft(eta_s)}`}
      </p>
    </div>
  );
}

function Curves({ round }: { round: Round }) {
  const stagesWithCurves = (["annnet", "segnet"] as const).filter((stage) =>
    round.epochs.some((epoch) => epoch.stage === stage),
  );
  if (stagesWithCurves.length === 0) return null;
  return (
    <div className="curves">
      {stagesWithCurves.map((stage) => (
        <Curve
          key={stage}
          title={text.rounds.loss(text.rounds.stages[stage])}
          epochs={round.epochs.filter((epoch) => epoch.stage === stage)}
        />
      ))}
    </div>
  );
}

/** Why the round's AnnNet cannot be promoted; null when it can. */
function hindrance(round: Round): string | null {
  if (round.promoted) return text.rounds.promotedAlready;
  if (round.state !== "done") return text.rounds.notDone;
  if (round.better !== true) return round.better === null ? text.rounds.notMeasured : text.rounds.notBetter;
  return null;
}

function Promote({ project, round }: { project: Project; round: Round }) {
  const queries = useQueryClient();
  const why = hindrance(round);
  const promote = () =>
    answer(
      http.POST("/api/projects/{project_id}/rounds/{number}/promote", {
        params: { path: { project_id: project.id, number: round.number } },
      }),
    )
      .catch(showProblem)
      .then(() => queries.invalidateQueries({ queryKey: ["project", project.id] }));
  return (
    <div className="row promote">
      <button
        type="button"
        className="button primary"
        disabled={why !== null}
        aria-describedby={`why-${round.number}`}
        onClick={promote}
      >
        {text.rounds.promote}
      </button>
      <span id={`why-${round.number}`} className="soft small">
        {why ?? text.rounds.promoteHint}
      </span>
    </div>
  );
}

function Cancel({ project, round }: { project: Project; round: Round }) {
  const queries = useQueryClient();
  const cancel = () =>
    answer(
      http.POST("/api/projects/{project_id}/rounds/{number}/cancel", {
        params: { path: { project_id: project.id, number: round.number } },
      }),
    )
      .catch(showProblem)
      .then(() => queries.invalidateQueries({ queryKey: ["project", project.id] }));
  return (
    <button type="button" className="button" onClick={cancel}>
      {text.rounds.cancel}
    </button>
  );
}

function Downloads({ project, round }: { project: Project; round: Round }) {
  const url = (kind: string) => `/api/projects/${project.id}/rounds/${round.number}/models/${kind}`;
  return (
    <div className="row">
      {(["annnet", "segnet"] as const).map((kind) => (
        <a key={kind} className="button" href={url(kind)} download>
          <Icon name="download" />
          {text.rounds.download(text.rounds.stages[kind])}
        </a>
      ))}
    </div>
  );
}

function Log({ project, round }: { project: Project; round: Round }) {
  const query = useQuery(logQuery(project.id, round.number));
  return (
    <details className="round-log">
      <summary>{text.rounds.log}</summary>
      <Answer query={query}>
        {(lines) => (
          <ol className="mono">
            {lines.map((line) => (
              <li key={line.sequence} className={line.level}>
                <time className="soft">{new Date(line.at).toLocaleTimeString()}</time> {line.message}
              </li>
            ))}
          </ol>
        )}
      </Answer>
    </details>
  );
}

/** The word for where a round is. */
export function RoundStateWord({ round }: { round: Pick<Round, "state"> }) {
  return (
    <span className={`round-state ${hasEnded(round) ? round.state : "running"}`} data-state={round.state}>
      {text.rounds.states[round.state]}
    </span>
  );
}

function Facts({ round }: { round: Round }) {
  const settings = Object.entries(round.settings).map(([name, value]) => `${name} ${value}`);
  return (
    <p className="soft">
      {[
        text.rounds.profile(round.profile),
        ...settings,
        text.rounds.counts(round.counts),
        round.scheduled && text.rounds.scheduled,
      ]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}

function View({ project, round }: { project: Project; round: Round }) {
  const result = resultOf(round.result);
  return (
    <section
      className="panel round"
      aria-label={text.rounds.name(round.number)}
      data-round={round.number}
      data-state={round.state}
    >
      <header className="spread">
        <div className="row">
          <h2>{text.rounds.name(round.number)}</h2>
          <RoundStateWord round={round} />
          {round.promoted && <span className="round-state promoted">{text.rounds.suggesting}</span>}
        </div>
        {!hasEnded(round) && <Cancel project={project} round={round} />}
      </header>
      <Facts round={round} />
      <Stages round={round} />
      {!hasEnded(round) && <Progress round={round} />}
      {round.error && (
        <p className="form-error" role="alert">
          <Icon name="warning" />
          {round.error}
        </p>
      )}
      {round.verdict && <p className={`verdict ${round.better ? "better" : ""}`}>{round.verdict}</p>}
      {round.state === "done" && <Promote project={project} round={round} />}
      {result && <Scores result={result} classes={project.classes} />}
      <Curves round={round} />
      {round.state === "done" && <Downloads project={project} round={round} />}
      <Log project={project} round={round} />
    </section>
  );
}

/** Loads and shows a round; refreshed by live events, and by itself while it runs. */
export function RoundView({ project, number }: { project: Project; number: number }) {
  const query = useQuery({
    ...roundQuery(project.id, number),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : 3_000),
  });
  return <Answer query={query}>{(round) => <View project={project} round={round} />}</Answer>;
}
