/** How far a project is and what it costs: seconds per mask, what came of suggestions, by class, source, person, day and sample. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { progressQuery } from "../api/projects";
import type { Progress, Project, Tally } from "../api/types";
import type { PageProps } from "../app";
import { DayChart, type Series } from "../panels/progress/day-chart";
import { SampleTable } from "../panels/progress/sample-table";
import { judged, settled, TallyTable } from "../panels/progress/tally-table";
import { ProjectShell } from "../panels/shell";
import { Answer, Empty } from "../panels/states";
import { Swatch } from "../panels/swatch";
import { text } from "../text";
import "./progress.css";

const words = text.progress;
const FEW = 30; // masks

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className="soft small">{note}</dd>
    </div>
  );
}

function Total({ total }: { total: Tally }) {
  const all = judged(total);
  const part = (name: string, n: number) => (
    <Figure name={name} value={words.share(n, all)} note={words.shareNote(n, all)} />
  );
  return (
    <dl className="figures">
      <Figure
        name={words.perMask}
        value={words.seconds(total.active_seconds, total.timed)}
        note={words.perMaskNote(total.timed)}
      />
      <Figure name={words.waiting} value={words.seconds(total.waiting_seconds, total.timed)} note={words.waitingNote} />
      {part(words.accepted, total.accepted)}
      {part(words.helped, total.helped)}
      {part(words.fixed, total.fixed)}
      {part(words.rejected, total.rejected)}
    </dl>
  );
}

function Curves({ days }: { days: Progress["by_day"] }) {
  const dates = useMemo(() => days.map(({ day }) => day), [days]);
  const [seconds, shares] = useMemo(() => {
    const percent = (part: (tally: Tally) => number) =>
      days.map(({ tally }) => (judged(tally) > 0 ? (100 * part(tally)) / judged(tally) : null));
    const perMask: Series[] = [
      {
        label: words.perMaskHead,
        color: "--accent",
        values: days.map(({ tally }) => (tally.timed > 0 ? tally.active_seconds / tally.timed : null)),
      },
    ];
    const outcomes: Series[] = [
      { label: words.accepted, color: "--good", values: percent((tally) => tally.accepted) },
      { label: words.helped, color: "--warning", dash: [8, 3, 2, 3], values: percent((tally) => tally.helped) },
      { label: words.fixed, color: "--boxed", dash: [6, 4], values: percent((tally) => tally.fixed) },
      { label: words.rejected, color: "--danger", dash: [2, 3], values: percent((tally) => tally.rejected) },
    ];
    return [perMask, outcomes];
  }, [days]);
  return (
    <div className="curves">
      <DayChart title={words.perDay} days={dates} series={seconds} />
      <DayChart title={words.sharePerDay} days={dates} series={shares} />
    </div>
  );
}

function Body({ project, progress }: { project: Project; progress: Progress }) {
  const { total, by_class, by_source, by_person, by_day, by_sample } = progress;
  if (judged(total) === 0)
    return (
      <Empty title={words.none} icon="train">
        <p className="soft">{words.noneLead}</p>
      </Empty>
    );
  const kind = (id: number) => project.classes.find((one) => one.id === id);
  return (
    <>
      <Total total={total} />
      {settled(total) < FEW && <p className="soft">{words.few}</p>}
      <Curves days={by_day} />
      <div className="tally-tables">
        <SampleTable samples={by_sample} />
        <TallyTable
          title={words.bySource}
          head={words.source}
          note={words.sourceNote}
          lines={by_source
            .filter(({ origin }) => origin !== null)
            .map(({ origin, round, tally }) => ({
              key: `${origin} ${round}`,
              name: text.objects.origin(origin ?? "", round),
              tally,
            }))}
        />
        <TallyTable
          title={words.byPerson}
          head={words.person}
          lines={by_person.map(({ user_id, name, tally }) => ({ key: String(user_id), name, tally }))}
        />
        <TallyTable
          title={words.byClass}
          head={words.class}
          lines={by_class
            .filter(({ tally }) => judged(tally) > 0)
            .map(({ class_id, tally }) => ({
              key: String(class_id),
              name: (
                <span className="row">
                  <Swatch color={kind(class_id)?.color ?? "#888888"} /> {kind(class_id)?.name}
                </span>
              ),
              tally,
            }))}
        />
        <TallyTable
          title={words.byDay}
          head={words.day}
          lines={[...by_day].reverse().map(({ day, tally }) => ({ key: day, name: text.time.day(day), tally }))}
        />
      </div>
    </>
  );
}

export default function ProgressPage({ me, project: id }: PageProps) {
  const progress = useQuery(progressQuery(id));
  return (
    <ProjectShell me={me} project={id} title={words.title}>
      {(project) => (
        <div className="page">
          <div className="stack">
            <h1>{words.title}</h1>
            <p className="soft">{words.lead}</p>
          </div>
          <Answer query={progress}>{(data) => <Body project={project} progress={data} />}</Answer>
        </div>
      )}
    </ProjectShell>
  );
}
