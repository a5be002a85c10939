/** The classes of a project as the editor knows them. */

export type ClassInfo = {
  readonly index: number;
  readonly name: string;
  readonly color: string;
  readonly key?: string | null;
};
