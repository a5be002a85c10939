/** The list of all actions: toolbar, command palette, key sheet and keyboard read it. */

import type { Action } from "./actions/action";
import { copyActions } from "./actions/copying";
import { displayActions } from "./actions/display";
import { strokeActions, switchActions, toolActions } from "./actions/drawing";
import { classActions, nudgeActions, objectActions, reviewActions } from "./actions/objects";
import { pointingActions } from "./actions/pointing";
import { markActions, selectActions } from "./actions/selecting";
import { shapeActions } from "./actions/shaping";
import { commandActions, historyActions, viewActions } from "./actions/viewing";
import type { Engine } from "./engine";
import { type KeyedAction, withKeys } from "./keymap";

export type { Action, Command, CommandHandler } from "./actions/action";

/** All actions in the order people should see them, on the keys the person chose. */
export function makeActions(engine: Engine): KeyedAction[] {
  const actions: Action[] = [
    ...toolActions(engine),
    ...switchActions(engine),
    ...pointingActions(engine),
    ...strokeActions(engine),
    ...reviewActions(engine),
    ...objectActions(engine),
    ...copyActions(engine),
    ...shapeActions(engine),
    ...selectActions(engine),
    ...markActions(engine),
    ...nudgeActions(engine),
    ...classActions(engine),
    ...historyActions(engine),
    ...viewActions(engine),
    ...displayActions(engine),
    ...commandActions(engine),
  ];
  return withKeys(actions, engine.keymap);
}
