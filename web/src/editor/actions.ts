/** The list of all actions: toolbar, command palette, key sheet and keyboard read it. */

import type { Action } from "./actions/action";
import { displayActions } from "./actions/display";
import { strokeActions, toolActions } from "./actions/drawing";
import { classActions, nudgeActions, objectActions, reviewActions } from "./actions/objects";
import { commandActions, historyActions, viewActions } from "./actions/viewing";
import type { Engine } from "./engine";

export type { Action, Command } from "./actions/action";

/** All actions in the order people should see them. */
export function makeActions(engine: Engine): Action[] {
  return [
    ...toolActions(engine),
    ...strokeActions(engine),
    ...reviewActions(engine),
    ...objectActions(engine),
    ...nudgeActions(engine),
    ...classActions(engine),
    ...historyActions(engine),
    ...viewActions(engine),
    ...displayActions(engine),
    ...commandActions(engine),
  ];
}
