/** What the keys do before a project's classes take theirs. */
import { COMMANDS } from "./actions/viewing";
import { Engine } from "./engine";

const nothing = () => {};

/** The title of the action that a key runs as the product comes; undefined for a free key. */
export function actionOn(key: string): string | undefined {
  const commands = Object.fromEntries(COMMANDS.map(({ id }) => [id, nothing]));
  const { actions } = new Engine({ classes: [], commands, newId: () => "", onIntents: nothing });
  return actions.find(({ keys }) => keys.includes(key.toLowerCase()))?.title;
}
