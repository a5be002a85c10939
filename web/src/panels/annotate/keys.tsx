/** The keys of actions, as keycaps, and the sheet that lists all of them. */
import type { Action } from "../../editor";
import { text } from "../../text";
import { Dialog } from "../dialog";

const names: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backquote: "~",
  Escape: "Esc",
  Delete: "Del",
};

/** "Ctrl+Shift+z" as people read it: "Ctrl Shift Z". */
export function keyWords(key: string): string {
  if (key === "+") return "+";
  const parts = key.split("+").map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
  return parts.join(" ");
}

/** The first key of an action, as people read it; "" when it has none. */
export const keysOf = (actions: readonly Action[], id: string): string =>
  keyWords(actions.find((action) => action.id === id)?.keys[0] ?? "");

function Line({ action }: { action: Action }) {
  return (
    <tr>
      <td>{action.title}</td>
      <td className="keycaps">
        {action.keys.map((key) => (
          <kbd key={key}>{keyWords(key)}</kbd>
        ))}
      </td>
    </tr>
  );
}

/** All keys by group, made from the editor's own list of actions. */
export function KeySheet({ actions, onClose }: { actions: readonly Action[]; onClose: () => void }) {
  const groups = [...new Set(actions.map((action) => action.group))];
  return (
    <Dialog title={text.keys.title} onClose={onClose} wide>
      <div className="key-sheet">
        {groups.map((group) => (
          <section key={group}>
            <h3>{text.keys.groups[group]}</h3>
            <table>
              <tbody>
                {actions
                  .filter((action) => action.group === group && action.keys.length > 0)
                  .map((action) => (
                    <Line key={action.id} action={action} />
                  ))}
              </tbody>
            </table>
          </section>
        ))}
        <section>
          <h3>{text.keys.mouse}</h3>
          <table>
            <tbody>
              {text.keys.mouseLines.map(([what, how]) => (
                <tr key={what}>
                  <td>{what}</td>
                  <td className="keycaps">
                    <kbd>{how}</kbd>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </Dialog>
  );
}
