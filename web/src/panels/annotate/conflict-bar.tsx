/** A bar that asks about a change both sides made; nothing stops while it waits. */
import type { Conflict } from "../../saving/outbox";
import { text } from "../../text";
import { Icon } from "../icons";

type Props = {
  conflicts: readonly Conflict[];
  image: number;
  settle: (conflict: Conflict, choice: "mine" | "theirs") => void;
  find: (object: string) => void;
};

function wordsOf({ current, reason, entry }: Conflict): string {
  if (reason !== null) return text.conflict.refused(text.conflict.kinds[entry.kind], reason);
  if (current === null) return text.conflict.deleted;
  return text.conflict.changed(text.conflict.kinds[entry.kind]);
}

export function ConflictBar({ conflicts, image, settle, find }: Props) {
  const conflict = conflicts.find((one) => one.entry.image === image) ?? conflicts[0];
  if (!conflict) return null;
  const here = conflict.entry.image === image;
  return (
    <section className="conflict-bar" aria-label={text.conflict.title} role="alert">
      <Icon name="warning" />
      <span>
        {wordsOf(conflict)} {!here && text.conflict.elsewhere}
        {conflicts.length > 1 && ` ${text.conflict.more(conflicts.length - 1)}`}
      </span>
      {here && (
        <button type="button" className="button quiet" onClick={() => find(conflict.entry.object)}>
          {text.conflict.show}
        </button>
      )}
      <button type="button" className="button" onClick={() => settle(conflict, "theirs")}>
        {conflict.reason === null ? text.conflict.theirs : text.conflict.discard}
      </button>
      <button type="button" className="button primary" onClick={() => settle(conflict, "mine")}>
        {conflict.reason === null ? text.conflict.mine : text.common.again}
      </button>
    </section>
  );
}
