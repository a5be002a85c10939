/** The classes of a project as the editor knows them. */

export type ClassInfo = {
  /** What objects call it by; it stays the class's, whatever becomes of name and order. */
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly key?: string | null;
};

/** The classes whose names hold what was typed, those with a word that begins with it first; all of them for nothing. */
export function matching<C extends { readonly name: string }>(classes: readonly C[], typed: string): readonly C[] {
  const wanted = typed.trim().toLowerCase();
  const begins = ({ name }: C) => ` ${name.toLowerCase().replaceAll(/[-_/]/g, " ")}`.includes(` ${wanted}`);
  const found = classes.filter(({ name }) => name.toLowerCase().includes(wanted));
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
