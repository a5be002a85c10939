/** What a person set aside on this page: hidden objects are neither seen nor hit, locked ones are not changed. Never saved. */

export type Mark = "hidden" | "locked";

/** Ids of the marked objects; immutable. */
export type Marks = Readonly<Record<Mark, ReadonlySet<string>>>;

export const noMarks: Marks = { hidden: new Set(), locked: new Set() };

/** The mark that keeps an object from being changed, if any. */
export const markOf = (marks: Marks, id: string): Mark | undefined => MARKS.find((mark) => marks[mark].has(id));

const MARKS = ["locked", "hidden"] as const;

/** Mark these objects, or take the mark off when all of them have it. */
export function toggled(marks: Marks, mark: Mark, ids: readonly string[]): Marks {
  const had = marks[mark];
  const all = ids.every((id) => had.has(id));
  const others = [...had].filter((id) => !ids.includes(id));
  return { ...marks, [mark]: new Set(all ? others : [...others, ...ids]) };
}

/** Mark all objects but these; when they all are marked already, take the mark off everything. */
export function othersToggled(marks: Marks, mark: Mark, ids: readonly string[], everything: readonly string[]): Marks {
  const others = everything.filter((id) => !ids.includes(id));
  const done = others.every((id) => marks[mark].has(id));
  return { ...marks, [mark]: new Set(done ? [] : others) };
}
