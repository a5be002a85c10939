/** All keys of the grid, made from its own list of actions. */
import { text } from "../../text";
import { keyWords } from "../annotate/keys";
import { Dialog } from "../dialog";
import type { ReviewAction } from "./actions";

export function ReviewKeys({ actions, onClose }: { actions: readonly ReviewAction[]; onClose: () => void }) {
  const lines = actions.map(({ title, keys }) => [title, keys.map(keyWords)] as const);
  return (
    <Dialog title={text.review.keysTitle} onClose={onClose}>
      <table>
        <tbody>
          {[...text.review.moving.map(([what, how]) => [what, [how]] as const), ...lines].map(([what, keys]) => (
            <tr key={what}>
              <td>{what}</td>
              <td className="keycaps">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
