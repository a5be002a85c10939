/** Points and boxes of the editor. Coordinates are branded so that picture pixels and screen pixels cannot be mixed up. */

declare const space: unique symbol;

/** A point in pixels of the upright picture; x = 2.5 is the middle of column 2. */
export type ImagePoint = { readonly x: number; readonly y: number; readonly [space]?: "image" };

/** A point in CSS pixels relative to the canvas' top left corner. */
export type ScreenPoint = { readonly x: number; readonly y: number; readonly [space]?: "screen" };
