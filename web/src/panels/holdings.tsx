/** What a project holds: images by state, objects per class, and what suggests masks in it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "../api/client";
import { summaryQuery } from "../api/projects";
import type { Project, Summary } from "../api/types";
import { text } from "../text";
import { Icon, type IconName } from "./icons";
import { showProblem } from "./notices";
import { Answer } from "./states";
import { Swatch } from "./swatch";
import "./holdings.css";

function Count({ icon, name, value }: { icon: IconName; name: string; value: number }) {
  return (
    <div className={`count state ${icon}`}>
      <dt>
        <Icon name={icon} />
        {name}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function PerClass({ project, summary }: { project: Project; summary: Summary }) {
  const countsOf = (id: number) => summary.per_class.find((one) => one.class_id === id);
  return (
    <table>
      <thead>
        <tr>
          <th>{text.rounds.class}</th>
          <th className="number">{text.admin.objects}</th>
          <th className="number">{text.admin.decided}</th>
        </tr>
      </thead>
      <tbody>
        {project.classes.map((kind) => (
          <tr key={kind.id}>
            <th scope="row">
              <span className="row">
                <Swatch color={kind.color} /> {kind.name}
              </span>
            </th>
            <td className="number">{countsOf(kind.id)?.objects ?? 0}</td>
            <td className="number">{countsOf(kind.id)?.decided ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Suggesting({ project, summary }: { project: Project; summary: Summary }) {
  const queries = useQueryClient();
  const path = { params: { path: { project_id: project.id } } };
  const act = (call: Promise<unknown>) =>
    call.catch(showProblem).then(() => queries.invalidateQueries({ queryKey: ["project", project.id] }));
  const { origin, round } = project.suggesting;
  return (
    <div className="stack">
      <h3>{text.admin.suggesting}</h3>
      <p>{origin === "annnet" && round !== null ? text.admin.byRound(round) : text.admin.byProposals}</p>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={summary.objects.drawn === 0}
          onClick={() => act(answer(http.POST("/api/projects/{project_id}/suggest", path)))}
        >
          {text.admin.suggestAll(summary.objects.drawn)}
        </button>
        {summary.objects.suggested > 0 && (
          <button
            type="button"
            className="button"
            onClick={() =>
              act(
                answer(
                  http.POST("/api/projects/{project_id}/suggest", {
                    params: { ...path.params, query: { again: true } },
                  }),
                ),
              )
            }
          >
            {text.admin.suggestAgain(summary.objects.suggested)}
          </button>
        )}
        {origin === "annnet" && (
          <button
            type="button"
            className="button"
            onClick={() => act(answer(http.POST("/api/projects/{project_id}/rounds/rollback", path)))}
          >
            {text.admin.rollBack}
          </button>
        )}
      </div>
    </div>
  );
}

export function Holdings({ project }: { project: Project }) {
  const query = useQuery(summaryQuery(project.id));
  return (
    <section className="panel stack holdings" aria-label={text.admin.holds}>
      <h2>{text.admin.holds}</h2>
      <Answer query={query}>
        {(summary) => (
          <>
            <dl className="counts">
              <Count icon="open" name={text.imageStates.open} value={summary.images.open} />
              <Count icon="boxed" name={text.imageStates.boxed} value={summary.images.boxed} />
              <Count icon="accepted" name={text.imageStates.accepted} value={summary.images.accepted} />
              <Count icon="gold" name={text.images.gold} value={summary.images.gold} />
            </dl>
            <PerClass project={project} summary={summary} />
            <Suggesting project={project} summary={summary} />
          </>
        )}
      </Answer>
    </section>
  );
}
