/** One earlier round by its own address. */
import { Link } from "wouter";
import type { PageProps } from "../app";
import { Icon } from "../panels/icons";
import { RoundView } from "../panels/round-view";
import { ProjectShell } from "../panels/shell";
import { text } from "../text";

export default function RoundPage({ me, project: id, round }: PageProps) {
  return (
    <ProjectShell me={me} project={id} title={text.rounds.name(round)}>
      {(project) => (
        <div className="page">
          <div className="row">
            <Link to={`/projects/${id}/admin`} className="button quiet">
              <Icon name="previous" />
              {text.admin.title}
            </Link>
          </div>
          <RoundView project={project} number={round} />
        </div>
      )}
    </ProjectShell>
  );
}
