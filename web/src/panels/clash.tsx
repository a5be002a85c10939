/** A change that two people made, side by side: mine, and what somebody else stored first. Nothing stops while it waits. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { eventsOf } from "../api/history";
import { openedQuery } from "../api/images";
import type { ImageOpened, Project } from "../api/types";
import { fields, sameField, type Wanted } from "../saving/entry";
import type { Conflict } from "../saving/outbox";
import { text } from "../text";
import { when } from "../text/amounts";
import { Icon } from "./icons";
import { ObjectPicture } from "./object-picture";
import { cropOf, type Sides } from "./review/crop";
import { looksOf } from "./review/looks";
import "./clash.css";

type Choice = "mine" | "theirs";

type Props = {
  conflicts: readonly Conflict[];
  project: Project;
  settle: (conflict: Conflict, choice: Choice) => void;
  /** Leads to the object where it is drawn. */
  find: (conflict: Conflict) => void;
};

/** Who stored the other state, and when; null as long as it is not known. */
function useOther({ entry, current }: Conflict) {
  const { data } = useQuery({
    queryKey: ["clash", entry.id, current?.version ?? 0],
    queryFn: () => eventsOf(entry.project, entry.image, { object_id: entry.object }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const event = data?.items.find(({ user_id }) => user_id !== null && user_id !== entry.user);
  return event ? text.conflict.by(event.user ?? "", when(event.at)) : null;
}

/** The parts in which the two differ, in words. */
function differences(one: Wanted, other: Wanted, project: Project): string[] {
  return fields
    .filter((field) => !sameField(field, one, other))
    .map((field) => {
      if (field === "class_id") return project.classes.find(({ id }) => id === one.class_id)?.name ?? "";
      if (field === "box") return text.conflict.box(one.box as unknown as Sides);
      if (field === "mask") return text.conflict.mask(text.objectStates[one.state], one.mask !== null);
      return one[field] ? text.objects.flags[field] : text.conflict.not(text.objects.flags[field]);
    });
}

/** The part of the picture that shows both boxes. */
function cropOfBoth(one: Wanted, other: Wanted | null, { width, height }: ImageOpened): Sides {
  const [a, b] = [one.box, other?.box ?? one.box] as unknown as [Sides, Sides];
  const both = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])] as const;
  return cropOf(both, width, height);
}

type SideProps = {
  title: string;
  object: Wanted | null;
  image: ImageOpened | undefined;
  crop: Sides | null;
  words: readonly string[];
  project: Project;
  button: string;
  keys: string;
  choose: () => void;
};

function OneSide({ title, object, image, crop, words, project, button, keys, choose }: SideProps) {
  const lookOf = useMemo(() => looksOf(project.classes), [project.classes]);
  return (
    <div className="clash-side">
      <b>{title}</b>
      <div className="clash-picture">
        {object && image && crop && (
          <ObjectPicture project={project.id} image={image} object={object} crop={crop} lookOf={lookOf} />
        )}
        {object === null && <span className="soft">{text.conflict.gone}</span>}
      </div>
      <ul className="small">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
      <button type="button" className="button" onClick={choose}>
        {button} <kbd>{keys}</kbd>
      </button>
    </div>
  );
}

function wordsOf({ current, reason, entry, lost }: Conflict): string {
  if (lost !== undefined) return text.conflict.lost(lost, reason ?? "");
  if (reason !== null) return text.conflict.refused(text.conflict.kinds[entry.kind], reason);
  if (current === null) return text.conflict.deleted;
  return text.conflict.changed(text.conflict.kinds[entry.kind]);
}

const keys: Record<string, Choice> = { Digit1: "mine", Digit2: "theirs" };

/** Alt 1 and Alt 2 decide, wherever the focus is. */
function useKeys(choose: (choice: Choice) => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const choice = event.altKey && !event.ctrlKey && !event.metaKey ? keys[event.code] : undefined;
      if (!choice) return;
      event.preventDefault();
      event.stopPropagation();
      choose(choice);
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [choose]);
}

function Clash({
  conflict,
  more,
  project,
  settle,
  find,
}: Omit<Props, "conflicts"> & { conflict: Conflict; more: number }) {
  const { entry, current, reason } = conflict;
  const choose = (choice: Choice) => settle(conflict, choice);
  useKeys(choose);
  const { data: image } = useQuery(openedQuery(entry.project, entry.image));
  const other = useOther(conflict);
  const mine = entry.kind === "delete" ? null : entry.wanted;
  const theirs = current ?? null;
  const crop = image ? cropOfBoth(entry.wanted, theirs, image) : null;
  const sides = { image, crop, project };
  const told = current !== undefined; // the server said what it has
  return (
    <section className="clash" aria-label={text.conflict.title}>
      <p role="alert">
        <Icon name="warning" />
        {wordsOf(conflict)} {more > 0 && text.conflict.more(more)}
      </p>
      <div className="clash-sides">
        <OneSide
          {...sides}
          title={text.conflict.yours}
          object={mine}
          words={mine && theirs ? differences(mine, theirs, project) : []}
          button={reason === null ? text.conflict.mine : text.common.again}
          keys="Alt 1"
          choose={() => choose("mine")}
        />
        {told ? (
          <OneSide
            {...sides}
            title={other ?? text.conflict.others}
            object={theirs}
            words={mine && theirs ? differences(theirs, mine, project) : []}
            button={text.conflict.theirs}
            keys="Alt 2"
            choose={() => choose("theirs")}
          />
        ) : (
          <button type="button" className="button clash-discard" onClick={() => choose("theirs")}>
            {text.conflict.discard} <kbd>Alt 2</kbd>
          </button>
        )}
      </div>
      <button type="button" className="button quiet" onClick={() => find(conflict)}>
        {image ? text.conflict.showOn(image.name) : text.conflict.show}
      </button>
    </section>
  );
}

/** The oldest clash; the others follow as each is decided. */
export function Clashes({ conflicts, ...rest }: Props) {
  const conflict = conflicts[0];
  if (!conflict) return null;
  return <Clash key={conflict.entry.id} conflict={conflict} more={conflicts.length - 1} {...rest} />;
}
