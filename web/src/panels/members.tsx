/** Who works in a project, in which role. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, http } from "../api/client";
import { membersQuery } from "../api/projects";
import type { Me, Member, Project, Role } from "../api/types";
import { text } from "../text";
import { FormError, SelectField, TextField, useForm } from "./field";
import { Icon } from "./icons";
import { showProblem } from "./notices";
import { Answer } from "./states";
import "./members.css";

const roles: Role[] = ["annotator", "reviewer", "admin"];

function RoleOptions() {
  return roles.map((role) => (
    <option key={role} value={role}>
      {text.roles[role]}
    </option>
  ));
}

function MemberLine({ project, member }: { project: Project; member: Member }) {
  const queries = useQueryClient();
  const at = { params: { path: { project_id: project.id, user_id: member.user_id } } };
  const act = (call: Promise<unknown>) =>
    call.catch(showProblem).then(() => queries.invalidateQueries({ queryKey: ["project", project.id, "members"] }));
  return (
    <tr>
      <th scope="row">{member.name}</th>
      <td>
        <select
          className="plain"
          aria-label={text.members.roleOf(member.name)}
          value={member.role}
          onChange={({ target }) =>
            act(
              answer(
                http.PUT("/api/projects/{project_id}/members/{user_id}", {
                  ...at,
                  body: { role: target.value as Role },
                }),
              ),
            )
          }
        >
          <RoleOptions />
        </select>
      </td>
      <td className="number">
        <button
          type="button"
          className="button quiet icon"
          aria-label={text.members.remove(member.name)}
          onClick={() => act(answer(http.DELETE("/api/projects/{project_id}/members/{user_id}", at)))}
        >
          <Icon name="delete" />
        </button>
      </td>
    </tr>
  );
}

function AddMember({ me, project }: { me: Me; project: Project }) {
  const queries = useQueryClient();
  const [fresh, setFresh] = useState(false);
  const { onSubmit, error, busy } = useForm(async (fields, form) => {
    const password = fresh ? { password: fields.secret("password") } : {};
    const body = { name: fields.text("name"), role: fields.text("role") as Role, ...password };
    await answer(
      http.POST("/api/projects/{project_id}/members", { params: { path: { project_id: project.id } }, body }),
    );
    form.reset();
    setFresh(false);
    await queries.invalidateQueries({ queryKey: ["project", project.id, "members"] });
  });
  return (
    <form className="stack" onSubmit={onSubmit} aria-label={text.members.add}>
      <div className="member-add">
        <TextField label={text.members.name} name="name" autoComplete="off" required />
        {fresh && (
          <TextField
            label={text.members.password}
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            required
          />
        )}
        <SelectField label={text.members.role} name="role" defaultValue="annotator">
          <RoleOptions />
        </SelectField>
        <button type="submit" className="button" disabled={busy}>
          {text.members.add}
        </button>
      </div>
      {me.is_admin && (
        <label className="check-line small">
          <input type="checkbox" checked={fresh} onChange={({ target }) => setFresh(target.checked)} />
          {text.members.fresh}
        </label>
      )}
      <FormError error={error} />
    </form>
  );
}

export function Members({ me, project }: { me: Me; project: Project }) {
  const query = useQuery(membersQuery(project.id));
  return (
    <section className="panel stack" aria-label={text.members.title}>
      <h2>{text.members.title}</h2>
      <dl className="role-words soft small">
        {roles.map((role) => (
          <div key={role}>
            <dt>{text.roles[role]}</dt>
            <dd>{text.members.may[role]}</dd>
          </div>
        ))}
      </dl>
      <Answer query={query}>
        {(members) => (
          <table>
            <tbody>
              {members.map((member) => (
                <MemberLine key={member.user_id} project={project} member={member} />
              ))}
            </tbody>
          </table>
        )}
      </Answer>
      <AddMember me={me} project={project} />
    </section>
  );
}
