/** Asks for the words of a comment. They stay in the form until the server has them; Enter is a new line, Ctrl Enter sends. */
import { type KeyboardEvent, useRef } from "react";
import { uuid } from "../editor/uuid";
import { text } from "../text";
import { Dialog } from "./dialog";
import { FormError, useForm } from "./field";

function sendKey(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

type Props = {
  title: string;
  ask: string;
  hint: string;
  button: string;
  /** `id` is the comment's own, so that sending it again after a lost answer writes it once. */
  send: (words: string, id: string) => Promise<unknown>;
  onClose: () => void;
};

export function CommentDialog({ title, ask, hint, button, send, onClose }: Props) {
  const id = useRef(uuid());
  const { onSubmit, error, busy } = useForm(async (fields) => {
    await send(fields.text("comment"), id.current);
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <label className="field">
          <span className="name">{ask}</span>
          <textarea name="comment" rows={4} required maxLength={2000} onKeyDown={sendKey} />
          <span className="hint">{hint}</span>
        </label>
        <FormError error={error} />
        <div className="row end">
          <button type="submit" className="button primary" disabled={busy} title={text.comments.sendKey}>
            {button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
