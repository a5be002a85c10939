/** Rows of classes with name, colour and key, for a new project and for its settings. */
import { actionOn } from "../editor";
import { DISTINCT } from "../editor/palette";
import { text } from "../text";
import { Icon } from "./icons";
import "./class-editor.css";

export type ClassRow = { id?: number; name: string; color: string; key: string | null };

// Okabe and Ito's colours first: they stay apart for colour-blind people; then ones that differ in lightness.
const palette = [...DISTINCT, "#8c6bb1", "#a6d96a", "#f781bf", "#41b6c4", "#a65628"];

/** A new row with the next free colour and number key. */
export function nextClass(rows: ClassRow[]): ClassRow {
  const color = palette.find((c) => rows.every((row) => row.color !== c)) ?? palette[rows.length % palette.length];
  const key = [..."123456789"].find((k) => rows.every((row) => row.key !== k)) ?? null;
  return { name: "", color: color ?? "#888888", key };
}

/** Who has the row's key already, in words: an action of the editor, or a class above; "" for nobody. */
function takenKey({ key }: ClassRow, above: readonly ClassRow[]): string {
  if (key === null) return "";
  const holder = above.find((row) => row.key?.toLowerCase() === key.toLowerCase())?.name ?? actionOn(key);
  return holder === undefined ? "" : text.classes.taken(key, holder);
}

type RowProps = {
  row: ClassRow;
  index: number;
  taken: string;
  change: (row: ClassRow) => void;
  remove?: (() => void) | undefined;
};

function Row({ row, index, taken, change, remove }: RowProps) {
  return (
    <li className="class-row">
      <input
        type="color"
        className="plain"
        aria-label={text.classes.color(index)}
        value={row.color}
        onChange={(event) => change({ ...row, color: event.target.value })}
      />
      <input
        className="plain"
        aria-label={text.classes.name(index)}
        placeholder={text.classes.placeholder}
        value={row.name}
        maxLength={80}
        required
        onChange={(event) => change({ ...row, name: event.target.value })}
      />
      <input
        className="plain key"
        aria-label={text.classes.key(index)}
        aria-invalid={taken !== ""}
        ref={(input) => input?.setCustomValidity(taken)}
        value={row.key ?? ""}
        maxLength={1}
        onChange={(event) => change({ ...row, key: event.target.value || null })}
      />
      <button
        type="button"
        className="button quiet icon"
        aria-label={text.classes.remove(index)}
        disabled={!remove}
        onClick={remove}
      >
        <Icon name="delete" />
      </button>
      {taken && (
        <p className="class-taken small" role="status">
          {taken}
        </p>
      )}
    </li>
  );
}

/** `frozen`: rows that have an id stay, since a round has learned their order. */
export function ClassEditor({
  rows,
  onChange,
  frozen = false,
}: {
  rows: ClassRow[];
  onChange: (rows: ClassRow[]) => void;
  frozen?: boolean;
}) {
  const replace = (index: number, row: ClassRow) => onChange(rows.map((old, i) => (i === index ? row : old)));
  return (
    <div className="class-editor">
      <div className="class-row head" aria-hidden="true">
        <span>{text.classes.headColor}</span>
        <span>{text.classes.headName}</span>
        <span>{text.classes.headKey}</span>
      </div>
      <ol>
        {rows.map((row, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity before they are saved, and never move
            key={index}
            row={row}
            index={index + 1}
            taken={takenKey(row, rows.slice(0, index))}
            change={(next) => replace(index, next)}
            remove={
              rows.length > 1 && !(frozen && row.id !== undefined)
                ? () => onChange(rows.filter((_, i) => i !== index))
                : undefined
            }
          />
        ))}
      </ol>
      <button type="button" className="button" onClick={() => onChange([...rows, nextClass(rows)])}>
        <Icon name="plus" />
        {text.classes.add}
      </button>
    </div>
  );
}
