/** The doors of the editor engine; see README.md. */

export type { Action, Command, CommandHandler } from "./actions";
export { type ClassInfo, matching } from "./classes";
export type { Companion } from "./company";
export { type Display, defaultDisplay, plainTone, type Tone } from "./display";
export type { EditorObject, Flag, ObjectState, Pixel, Taken } from "./document";
export { Editor, type EditorOptions, type Opening } from "./editor";
export type { Neighbours } from "./fixes";
export type { Box } from "./geometry";
export type { Intent, IntentKind } from "./intents";
export { conflictsOf, isBrowsers, type KeyedAction, type Keymap, PRESETS, type PresetId, usualKeymap } from "./keymap";
export { chordsOf } from "./keys";
export { type Levels, levelsOf, maskAt } from "./levels";
export type { Mark, Marks } from "./marks";
export { type Mask, type MaskJson, toJson } from "./mask";
export type { Preview } from "./preview";
export { levelCount, type Tile } from "./pyramid";
export type { Remark } from "./remark";
export { encode as encodeCounts } from "./rle";
export type { EditorChange } from "./session";
export type { Settings } from "./settings";
export type { EditorState } from "./state";
export { actionOn } from "./taken";
export { darkTheme, lightTheme, type Theme } from "./theme";
export { maskPixels } from "./thumbnail";
export type { TileSource } from "./tiled";
export type { ToolId } from "./tools";
export { uuid } from "./uuid";
