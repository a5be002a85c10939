/** The people who have the image open too, by their initials, and a word when one of them works on it. */
import { useStore } from "zustand";
import type { Action } from "../../editor";
import { text } from "../../text";
import type { Company } from "./company";
import { keyWords } from "./keys";
import "./company.css";

export function People({ company }: { company: Company }) {
  const { others } = useStore(company.shown);
  if (others.length === 0) return null;
  return (
    <ul className="people" aria-label={text.company.title}>
      {others.map(({ user_id, name }) => (
        <li key={user_id} className="person" title={text.company.here(name)}>
          <span aria-hidden="true">{name.slice(0, 2)}</span>
          <span className="hidden-text">{text.company.here(name)}</span>
        </li>
      ))}
    </ul>
  );
}

export function HolderBar({
  company,
  user,
  takeOver,
}: {
  company: Company;
  user: number;
  takeOver: Action | undefined;
}) {
  const { holder } = useStore(company.shown);
  if (!holder || holder.id === user) return null;
  return (
    <p className="holder-bar">
      {text.company.works(holder.name)}
      <button
        type="button"
        className="button"
        title={text.company.takeOverHint(holder.name)}
        onClick={() => takeOver?.run()}
      >
        {text.company.takeOver}
        {takeOver?.keys[0] && <kbd>{keyWords(takeOver.keys[0])}</kbd>}
      </button>
    </p>
  );
}
