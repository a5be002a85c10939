/** The page is to be closed, or loaded anew, while something is drawn on it. */
import type { Editor } from "../../editor";
import type { Outbox } from "../../saving/outbox";

/** What is being drawn becomes a change then; later it would be too late to write it down. Returns how to stop. */
export function keepWhenClosed(editor: () => Editor, outbox: Outbox): () => void {
  const close = (event: Event) => {
    editor().finish();
    if (outbox.getSnapshot().unkept > 0) event.preventDefault(); // the outbox begins to ask only next time
  };
  addEventListener("beforeunload", close);
  return () => removeEventListener("beforeunload", close);
}
