/** All projects the person is a member of, with how far they are. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { answer, http } from "../api/client";
import { projectsQuery } from "../api/projects";
import type { ProjectListed } from "../api/types";
import type { PageProps } from "../app";
import { Icon } from "../panels/icons";
import { showProblem } from "../panels/notices";
import { Shell, useTitle } from "../panels/shell";
import { Answer, Empty } from "../panels/states";
import { text } from "../text";
import "./projects.css";

/** Loads the sample project and opens it; its pictures appear while they are made. */
function useSample() {
  const queries = useQueryClient();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: () => answer(http.POST("/api/projects/sample", { body: {} })),
    onSuccess: (project) => {
      queries.invalidateQueries({ queryKey: ["projects"] });
      go(`/projects/${project.id}/images`);
    },
    onError: showProblem,
  });
}

function Progress({ counts }: { counts: ProjectListed["counts"] }) {
  const all = counts.open + counts.boxed + counts.accepted;
  if (all === 0) return <p className="soft small">{text.projects.noImages}</p>;
  return (
    <>
      <div className="share" aria-hidden="true">
        <span className="accepted" style={{ flexGrow: counts.accepted }} />
        <span className="boxed" style={{ flexGrow: counts.boxed }} />
        <span style={{ flexGrow: counts.open }} />
      </div>
      <p className="soft small">{text.projects.counts(all, counts.open, counts.boxed, counts.accepted)}</p>
    </>
  );
}

function ProjectLine({ project }: { project: ProjectListed }) {
  return (
    <li>
      <Link to={`/projects/${project.id}/images`} className="project">
        <span className="project-head">
          <strong>{project.name}</strong>
          <span className="soft small">{text.roles[project.role]}</span>
        </span>
        <Progress counts={project.counts} />
      </Link>
    </li>
  );
}

function Starts() {
  const sample = useSample();
  return (
    <div className="row">
      <button type="button" className="button" disabled={sample.isPending} onClick={() => sample.mutate()}>
        <Icon name="image" />
        {text.projects.sample}
      </button>
      <Link to="/new-project" className="button primary">
        <Icon name="plus" />
        {text.projects.create}
      </Link>
    </div>
  );
}

export default function Projects({ me }: PageProps) {
  useTitle(text.projects.title);
  const projects = useQuery(projectsQuery);
  return (
    <Shell me={me}>
      <div className="page">
        <div className="spread">
          <h1>{text.projects.title}</h1>
          {me.is_admin && !!projects.data?.length && <Starts />}
        </div>
        <Answer query={projects}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={text.projects.none} icon="boxed">
                <p className="soft">{me.is_admin ? text.projects.noneLead : text.projects.noneMember}</p>
                {me.is_admin && <Starts />}
              </Empty>
            ) : (
              <ul className="projects">
                {list.map((project) => (
                  <ProjectLine key={project.id} project={project} />
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </Shell>
  );
}
