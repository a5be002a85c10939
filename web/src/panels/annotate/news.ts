/** What happened to objects since the last look, in words for those who hear the page. */
import type { EditorObject } from "../../editor";
import { text } from "../../text";

/** One phrase per object whose state changed; objects that came or went say nothing, as another picture brings other ones. */
export function newsBetween(
  before: readonly EditorObject[],
  after: readonly EditorObject[],
  nameOf: (object: EditorObject) => string,
): string[] {
  const states = new Map(before.map(({ id, state }) => [id, state]));
  return after.flatMap((object) => {
    const last = states.get(object.id);
    if (last === undefined || last === object.state) return [];
    return [text.objects.news[object.state](nameOf(object))];
  });
}
