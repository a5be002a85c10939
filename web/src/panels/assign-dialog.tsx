/** Giving images to somebody: the chosen ones, or all that the list shows now, or the first so many of them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { assign, countQuery, type ImageFilter } from "../api/images";
import { membersQuery } from "../api/projects";
import { text } from "../text";
import type { Choosing } from "./choosing";
import { countOf } from "./chosen";
import { Dialog } from "./dialog";
import { FormError, SelectField, TextField, useForm } from "./field";
import { showNews } from "./notices";

const nobody = "nobody";

type AssignProps = { project: number; filter: ImageFilter; choosing: Choosing; onClose: () => void };

export function AssignDialog({ project, filter, choosing, onClose }: AssignProps) {
  const { all, odd } = choosing.chosen;
  const some = !all && odd.size > 0;
  const { data: members = [] } = useQuery(membersQuery(project));
  const { data: matching } = useQuery(countQuery(project, filter));
  const listed = matching?.count ?? 0;
  const picked = countOf(choosing.chosen, listed);
  const count = picked || listed;
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const who = fields.text("who") === nobody ? null : Number(fields.text("who"));
    const which = some ? { only: [...odd] } : { but: picked ? [...odd] : [], limit: fields.number("limit") };
    const given = await assign(project, some ? {} : filter, which, who);
    await queries.invalidateQueries({ queryKey: ["project", project, "images"] });
    showNews(text.assignment.done(given));
    choosing.clear();
    onClose();
  });
  return (
    <Dialog title={text.assignment.title} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <p className="soft">{picked ? text.choosing.lead(count) : text.assignment.lead(count)}</p>
        <SelectField label={text.assignment.to} name="who">
          {members.map((member) => (
            <option key={member.user_id} value={member.user_id}>
              {member.name}
            </option>
          ))}
          <option value={nobody}>{text.assignment.nobody}</option>
        </SelectField>
        {!picked && (
          <TextField
            label={text.assignment.limit}
            hint={text.assignment.limitHint}
            name="limit"
            type="number"
            min={1}
            max={count}
          />
        )}
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
