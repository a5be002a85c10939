/** Three hints for the first minutes; `key` names the key of an action as it is now. */

type Key = (action: string) => string;

export const hints = {
  title: "Hint",
  done: "Got it",
  box: (key: Key) =>
    `Drag a box around an object, or click two corners. Its class is the marked one; another by its key. ${key("help")} shows all keys.`,
  suggestion: (key: Key) =>
    `That is a suggested mask; striped pixels are unsure. ${key("accept")} accepts it, ${key("reject")} rejects it, ${key("tool-brush")} paints what is missing.`,
  accepted: (key: Key) =>
    `Saved as it happens. ${key("boxed")} when all objects have boxes, ${key("accept-image")} when all masks are right, ${key("next-todo")} for the next picture.`,
};
