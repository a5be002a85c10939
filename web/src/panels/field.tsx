/** Form parts: labelled controls with hints, the error line, and sending a form once at a time. */
import { type ComponentProps, type FormEvent, type ReactNode, useId, useState } from "react";
import { wordsOf } from "../api/errors";
import { Icon } from "./icons";

type Labelled = { label: ReactNode; hint?: ReactNode };

/** A labelled text, number, password or file input. */
export function TextField({ label, hint, ...input }: Labelled & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** A labelled list of choices. */
export function SelectField({ label, hint, ...select }: Labelled & ComponentProps<"select">) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select} />
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}

/** A checkbox or radio button with its words. */
export function CheckField({ label, hint, type = "checkbox", ...input }: Labelled & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="field check">
      <label className="check-line">
        <input type={type} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
        {label}
      </label>
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** What the server refused, next to the button that was pressed. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p className="form-error" role="alert">
      <Icon name="warning" />
      <span>{wordsOf(error)}</span>
    </p>
  );
}

/** The fields of a sent form by their names; missing ones are empty. */
export type Fields = {
  text: (name: string) => string;
  secret: (name: string) => string;
  number: (name: string) => number | null;
  checked: (name: string) => boolean;
  file: (name: string) => File | null;
};

function fieldsOf(form: HTMLFormElement): Fields {
  const data = new FormData(form);
  const words = (name: string) => String(data.get(name) ?? "").trim();
  return {
    text: words,
    secret: (name) => String(data.get(name) ?? ""), // a password keeps its spaces
    number: (name) => (words(name) === "" ? null : Number(words(name))),
    checked: (name) => data.get(name) !== null,
    file: (name) => {
      const file = data.get(name);
      return file instanceof File && file.size > 0 ? file : null;
    },
  };
}

/** Runs `send` with the form's fields, one at a time, and keeps the error to show. */
export function useForm(send: (fields: Fields, form: HTMLFormElement) => Promise<unknown>) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    setError(null);
    try {
      await send(fieldsOf(form), form);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return { onSubmit, error, busy };
}
