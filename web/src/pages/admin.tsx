/** Where a project's admin improves the suggestions: what is there, rounds, schedule, and their history. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { roundsQuery } from "../api/rounds";
import type { Project, RoundListed } from "../api/types";
import type { PageProps } from "../app";
import { Holdings } from "../panels/holdings";
import { JobStrip } from "../panels/job-strip";
import { hasEnded, RoundStateWord, RoundView } from "../panels/round-view";
import { ProjectShell } from "../panels/shell";
import { ScheduleForm, StartRound } from "../panels/start-round";
import { Answer, Empty, Failed } from "../panels/states";
import { text } from "../text";
import "./admin.css";

function History({ project, rounds }: { project: Project; rounds: readonly RoundListed[] }) {
  if (rounds.length < 2) return null;
  return (
    <section className="section">
      <h2>{text.admin.history}</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{text.rounds.round}</th>
              <th>{text.rounds.state}</th>
              <th>{text.rounds.profileName}</th>
              <th>{text.rounds.trainedOn}</th>
              <th>{text.rounds.started}</th>
              <th>{text.rounds.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {rounds.map((round) => (
              <tr key={round.id}>
                <td>
                  <Link to={`/projects/${project.id}/admin/rounds/${round.number}`}>
                    {text.rounds.name(round.number)}
                  </Link>
                </td>
                <td>
                  <RoundStateWord round={round} />{" "}
                  {round.promoted && <span className="round-state promoted">{text.rounds.suggesting}</span>}
                </td>
                <td>{round.profile}</td>
                <td>{text.rounds.counts(round.counts)}</td>
                <td>{text.time.at(round.started_at ?? round.created_at)}</td>
                <td className="soft small history-verdict">{round.verdict ?? round.error}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Body({ project, rounds }: { project: Project; rounds: readonly RoundListed[] }) {
  const newest = rounds[0];
  return (
    <div className="page">
      <h1>{text.admin.title}</h1>
      <JobStrip project={project.id} />
      <div className="admin">
        <div className="stack admin-side">
          <StartRound project={project} running={newest !== undefined && !hasEnded(newest)} />
          <Holdings project={project} />
          <ScheduleForm project={project} key={`${project.id}`} />
        </div>
        {newest ? (
          <RoundView project={project} number={newest.number} key={newest.number} />
        ) : (
          <div className="panel">
            <Empty title={text.admin.noRounds} icon="train">
              <p className="soft">{text.admin.noRoundsLead}</p>
            </Empty>
          </div>
        )}
      </div>
      <History project={project} rounds={rounds} />
    </div>
  );
}

export default function Admin({ me, project: id }: PageProps) {
  const rounds = useQuery(roundsQuery(id));
  return (
    <ProjectShell me={me} project={id} title={text.admin.title}>
      {(project) =>
        project.role === "admin" ? (
          <Answer query={rounds}>{(list) => <Body project={project} rounds={list} />}</Answer>
        ) : (
          <Failed error={new Error(text.errors.adminOnly)} />
        )
      }
    </ProjectShell>
  );
}
