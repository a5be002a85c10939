/** Giving images to somebody: all that the list shows now, or the first so many of them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { assign, countQuery, type ImageFilter } from "../api/images";
import { membersQuery } from "../api/projects";
import { text } from "../text";
import { Dialog } from "./dialog";
import { FormError, SelectField, TextField, useForm } from "./field";
import { showNews } from "./notices";

const nobody = "nobody";

type AssignProps = { project: number; filter: ImageFilter; onClose: () => void };

export function AssignDialog({ project, filter, onClose }: AssignProps) {
  const { data: members = [] } = useQuery(membersQuery(project));
  const { data: matching } = useQuery(countQuery(project, filter));
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const who = fields.text("who");
    const limit = Number(fields.text("limit")) || null;
    const given = await assign(project, filter, who === nobody ? null : Number(who), limit);
    await queries.invalidateQueries({ queryKey: ["project", project, "images"] });
    showNews(text.assignment.done(given));
    onClose();
  });
  const count = matching?.count ?? 0;
  return (
    <Dialog title={text.assignment.title} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <p className="soft">{text.assignment.lead(count)}</p>
        <SelectField label={text.assignment.to} name="who">
          {members.map((member) => (
            <option key={member.user_id} value={member.user_id}>
              {member.name}
            </option>
          ))}
          <option value={nobody}>{text.assignment.nobody}</option>
        </SelectField>
        <TextField
          label={text.assignment.limit}
          hint={text.assignment.limitHint}
          name="limit"
          type="number"
          min={1}
          max={count}
        />
        <FormError error={error} />
        <div className="row end">
          <button type="submit" className="button primary" disabled={busy || count === 0}>
            {text.assignment.give}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
