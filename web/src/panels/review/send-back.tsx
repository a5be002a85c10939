/** Asks for the words that an object goes back with. They stay in the form until the server has them. */
import { useRef } from "react";
import { putComment } from "../../api/review";
import type { Project } from "../../api/types";
import { uuid } from "../../editor/uuid";
import { text } from "../../text";
import { Dialog } from "../dialog";
import { FormError, useForm } from "../field";
import type { Cell, Reviewer } from "./reviewer";

type Props = { project: Project; cell: Cell; reviewer: Reviewer; onClose: () => void };

export function SendBack({ project, cell, reviewer, onClose }: Props) {
  const id = useRef(uuid()); // sending it again after a lost answer writes it once
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const said = { text: fields.text("comment"), object_id: cell.object.id, send_back: true };
    await putComment(project.id, cell.image.id, id.current, said);
    reviewer.sentBack(cell.object.id);
    onClose();
  });
  return (
    <Dialog title={text.review.sendBackTitle} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <label className="field">
          <span className="name">{text.annotate.comment}</span>
          <textarea
            name="comment"
            rows={3}
            required
            maxLength={2000}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
          />
          <span className="hint">{text.review.sendBackHint}</span>
        </label>
        <FormError error={error} />
        <div className="row end">
          <button type="submit" className="button primary" disabled={busy}>
            {text.annotate.sendBack}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
