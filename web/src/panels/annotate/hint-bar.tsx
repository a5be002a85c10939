/** A first-use hint at the lower edge of the canvas, until it is followed or put away. */
import type { EditorState } from "../../editor";
import { text } from "../../text";
import { Icon } from "../icons";
import { useHint } from "./hints";
import { keysOf } from "./keys";
import { keepFocus } from "./tool-rail";

export function HintBar({ user, state }: { user: number; state: EditorState }) {
  const [hint, done] = useHint(user, state);
  if (!hint) return null;
  const key = (action: string) => keysOf(state.actions, action) || "?";
  return (
    <aside className="hint-bar" aria-label={text.hints.title} data-hint={hint}>
      <Icon name="help" />
      <p>{text.hints[hint](key)}</p>
      <button type="button" className="button" onMouseDown={keepFocus} onClick={done}>
        {text.hints.done}
      </button>
    </aside>
  );
}
