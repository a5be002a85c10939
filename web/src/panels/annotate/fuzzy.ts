/** Finds what was meant from a few letters of it. */

/** How well `query` fits `words`: its letters have to come in this order; starts of words count most. Null: not at all. */
export function closeness(query: string, words: string): number | null {
  const wanted = [...query.toLowerCase()].filter((letter) => letter !== " ");
  const letters = words.toLowerCase();
  let [at, score] = [-1, 0];
  for (const letter of wanted) {
    const next = nextPlace(letters, letter, at);
    if (next < 0) return null;
    score += startsWord(letters, next) ? 3 : next === at + 1 ? 2 : 0;
    at = next;
  }
  return score - letters.length / 1000;
}

/** The letter right after the last one, else at the next start of a word, else anywhere further on; -1: nowhere. */
function nextPlace(letters: string, letter: string, last: number): number {
  if (last >= 0 && letters[last + 1] === letter) return last + 1;
  for (let i = letters.indexOf(letter, last + 1); i >= 0; i = letters.indexOf(letter, i + 1))
    if (startsWord(letters, i)) return i;
  return letters.indexOf(letter, last + 1);
}

const startsWord = (letters: string, at: number): boolean => at === 0 || /[^a-z0-9]/.test(letters[at - 1] ?? "");

/** The things that fit, best first; all of them in their order for an empty query. */
export function filtered<T>(query: string, things: readonly T[], wordsOf: (thing: T) => string): T[] {
  return things
    .flatMap((thing) => {
      const score = closeness(query, wordsOf(thing));
      return score === null ? [] : [{ thing, score: query.trim() === "" ? 0 : score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ thing }) => thing);
}
