/** What every tool is: a small state machine fed with pointer positions, which shows a draft and commits patches. */

import type { Document, EditorObject, Patch, Pixel } from "../document";
import type { Rule } from "../fixes";
import type { Box, Handle, ImagePoint, ScreenPoint } from "../geometry";
import type { Mask } from "../mask";
import type { Previews } from "../preview";
import type { Remark } from "../remark";
import type { Selection } from "../selection";
import type { Settings } from "../settings";

/** What a tool is called, how it aims, and how to make one. */
export type ToolKind = {
  readonly title: string;
  readonly key: string;
  /** What shows where the pointer is: an arrow, a small cross, lines across the canvas, or the outline of the brush. */
  readonly aim: "arrow" | "cross" | "crosshair" | "brush";
  /** Changes nothing unless asked to, so that it serves pictures that are read only, too. */
  readonly looksOnly?: boolean;
  /** Uses the right button, too. */
  readonly secondButton?: boolean;
  make(host: ToolHost): Tool;
};

/** One pointer position: on the picture, on the canvas, and the modifier keys held. */
export type ToolPointer = {
  readonly at: ImagePoint;
  readonly screen: ScreenPoint;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** The share of the brush's size that a pen asks for, 0 to 1; all of it when missing. */
  readonly pressure?: number;
  /** Pressed with the right button. */
  readonly second: boolean;
};

/** What a tool is doing and has not committed yet; drawn on top of the objects. `objectId` is null for something new. */
export type Draft =
  | {
      readonly kind: "box";
      readonly objectId: string | null;
      readonly box: Box;
      /** Other boxes that move with it. */
      readonly also?: readonly Box[];
    }
  | { readonly kind: "extremes"; readonly objectId: null; readonly points: readonly Pixel[]; readonly box: Box }
  | {
      readonly kind: "pins";
      readonly objectId: string;
      readonly strokes: readonly { readonly path: readonly ImagePoint[]; readonly out: boolean }[];
    }
  | { readonly kind: "marquee"; readonly objectId: null; readonly box: Box }
  | { readonly kind: "cut"; readonly objectId: string | null; readonly points: readonly ImagePoint[] }
  | { readonly kind: "stroke"; readonly objectId: string | null; readonly class: number; readonly mask: Mask }
  | {
      readonly kind: "polygon";
      readonly objectId: string | null;
      readonly corners: readonly ImagePoint[];
      /** Where the next corner would go; null while the pointer is on a corner. */
      readonly next: ImagePoint | null;
      /** Index of the corner under the pointer, or -1. */
      readonly hot: number;
      readonly subtract: boolean;
    };

/** What tools may know and do; the engine is one. */
export interface ToolHost {
  readonly document: Document;
  readonly selection: Selection;
  readonly previews: Previews;
  /** The object in focus. */
  readonly selected: EditorObject | undefined;
  readonly settings: Settings;
  readonly rule: Rule;
  /** CSS pixels per picture pixel, to make distances on the screen the same at every zoom. */
  readonly pixelScale: number;
  newId(): string;
  /** Visible objects at this point, best first. */
  objectsAt(point: ImagePoint): readonly EditorObject[];
  handleAt(point: ScreenPoint): Handle | null;
  /** Select one object alone, or none. */
  select(id: string | null): void;
  /** Apply a patch as one undo step; an empty patch does nothing. */
  commit(label: string, patch: Patch): void;
  /** Tell the person something. */
  remark(remark: Remark): void;
  /** The draft changed; `area` is the part of the picture to paint again, everything when missing. */
  redraw(area?: Box): void;
}

export interface Tool {
  readonly draft: Draft | null;
  down(pointer: ToolPointer): void;
  move(pointer: ToolPointer): void;
  up(pointer: ToolPointer): void;
  /** Enter, or a double click: commit the draft. */
  finish(): void;
  /** Backspace: take the last step of the draft back. Returns whether there was one. */
  stepBack(): boolean;
  /** Whether `stepBack` would bring the draft back that was cancelled last. */
  readonly canUncancel?: boolean;
  /** Whether `redo` would repeat a step taken back; tools whose drafts are one step have neither. */
  readonly canRedo?: boolean;
  redo?(): void;
  /** Something else was done since the draft was cancelled or all its steps were taken back: it does not come back any more. */
  forget?(): void;
  /** The press was none after all: undo what it began, keep what was there before. */
  abort(): void;
  /** Escape: throw the draft away. */
  cancel(): void;
  /** Another tool or picture comes: keep the work that can be kept. */
  leave(): void;
}

/** Movements below this many CSS pixels are a click, not a drag. */
export const CLICK_DISTANCE = 4;
