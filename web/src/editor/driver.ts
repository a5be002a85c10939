/** Drives the engine as a person would, without a screen: one CSS pixel is one picture pixel, unless the test zooms. */

import type { Command } from "./actions";
import type { ClassInfo } from "./classes";
import type { EditorObject } from "./document";
import { drawnObject } from "./edits";
import { Engine } from "./engine";
import { type Box, boxArea } from "./geometry";
import { Input } from "./input";
import type { Intent } from "./intents";
import { type Mask, type MaskJson, planesOf, toJson } from "./mask";
import type { Remark } from "./remark";
import { toScreen } from "./view";

export const CLASSES: readonly ClassInfo[] = [
  { id: 1, name: "cat", color: "#e69f00", key: "1" },
  { id: 2, name: "dog", color: "#56b4e9", key: "2" },
];

const COMMANDS: readonly Command[] = ["next", "copy-boxes", "boxed", "help", "palette", "view-settings"];

type Modifiers = {
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
  readonly button?: number;
};
type Point = readonly [x: number, y: number];

export class Driver {
  readonly intents: Intent[] = [];
  readonly commands: Command[] = [];
  /** What masks were asked for. */
  readonly asked: { objectId: string; pins: Mask | null }[] = [];
  readonly remarks: Remark[] = [];
  readonly engine: Engine;
  readonly input: Input;
  #ids = 0;
  #giveUp = () => {};

  constructor(objects: readonly EditorObject[] = [], { width = 100, height = 80, readOnly = false } = {}) {
    const handler = (command: Command) => () => void this.commands.push(command);
    this.engine = new Engine({
      classes: CLASSES,
      commands: Object.fromEntries(COMMANDS.map((command) => [command, handler(command)])),
      onIntents: (intents) => void this.intents.push(...intents),
      onAsk: (objectId, pins) => this.#ask(objectId, pins),
      onRemark: (remark) => void this.remarks.push(remark),
      newId: () => `new-${++this.#ids}`,
    });
    this.engine.camera.resize({ width: width + 200, height: height + 200 }, 1);
    this.engine.open({ width, height }, objects, readOnly);
    this.engine.camera.actualSize();
    this.input = new Input(this.engine);
  }

  /** The mask that was asked for last will not come. */
  async failToAnswer(): Promise<void> {
    this.#giveUp();
    await null; // until the engine has heard it
  }

  #ask(objectId: string, pins: Mask | null): Promise<void> {
    this.asked.push({ objectId, pins });
    return new Promise((resolve) => {
      this.#giveUp = resolve;
    });
  }

  /** The kinds of all intents since the last call, like "draw new-1". */
  said(): string[] {
    return this.intents.splice(0).map(({ kind, object }) => `${kind} ${object.id}`);
  }

  /** The server stores all that was done, as it is. */
  stores(): this {
    for (const intent of this.intents.splice(0)) this.engine.saved(intent, intent.object.version + 1);
    return this;
  }

  /** Hold the pointer down on the first point, visit the others, let go on the last. */
  drag(points: readonly Point[], modifiers: Modifiers = {}): this {
    this.press(points[0]!, modifiers);
    for (const point of points.slice(1)) this.hover(point, modifiers);
    return this.letGo(points.at(-1)!, modifiers);
  }

  click(point: Point, modifiers: Modifiers = {}): this {
    return this.hover(point, modifiers).drag([point], modifiers);
  }

  press(point: Point, modifiers: Modifiers = {}): this {
    this.input.down(this.#at(point, modifiers));
    return this;
  }

  hover(point: Point, modifiers: Modifiers = {}): this {
    this.input.move(this.#at(point, modifiers));
    return this;
  }

  letGo(point: Point, modifiers: Modifiers = {}): this {
    this.input.up(this.#at(point, modifiers));
    return this;
  }

  /** Press and release keys one after the other: "b", "Ctrl+z", "Space". */
  keys(...chords: readonly string[]): this {
    for (const chord of chords) {
      this.input.keyDown([chord]);
      this.input.keyUp([chord]);
    }
    return this;
  }

  get objects(): readonly EditorObject[] {
    return this.engine.document.objects;
  }

  object(id: string): EditorObject {
    const found = this.objects.find((object) => object.id === id);
    if (!found) throw new Error(`no object ${id} among ${this.objects.map((object) => object.id).join(", ")}`);
    return found;
  }

  /** Points are in picture pixels. */
  #at([x, y]: Point, { ctrl = false, alt = false, shift = false, button = 0 }: Modifiers) {
    return { position: toScreen(this.engine.camera.view, { x, y }), ctrl, alt, shift, button };
  }
}

/** An object as the server knows it. */
export function serverObject(id: string, box: Box, more: Partial<EditorObject> = {}): EditorObject {
  return { ...drawnObject(id, box, 1), version: 1, ...more };
}

/** Mask JSON of a whole rectangle with the same flags on each pixel. */
export function filledMask(rect: Box, flags: number): MaskJson {
  return toJson({ rect, pixels: new Uint8Array(boxArea(rect)).fill(flags) })!;
}

/** A mask from rows of characters: "#" foreground, "?" uncertain foreground, "-" uncertain background, "x" ignored. */
export function maskOf(rows: readonly string[], x0 = 0, y0 = 0): Mask {
  const flags: Record<string, number> = { ".": 0, "#": 1, "?": 3, "-": 2, x: 4 };
  const rect: Box = [x0, y0, x0 + rows[0]!.length, y0 + rows.length];
  return { rect, pixels: Uint8Array.from([...rows.join("")], (character) => flags[character]!) };
}

/** The same as the API has it, over all of the rows. */
export function jsonOf(rows: readonly string[], x0 = 0, y0 = 0): MaskJson {
  const mask = maskOf(rows, x0, y0);
  return { rect: mask.rect, ...planesOf(mask, mask.rect) };
}

/** The rows of a mask, as maskOf reads them. */
export function rowsOf(mask: Mask): string[] {
  const width = mask.rect[2] - mask.rect[0];
  const text = [...mask.pixels].map((flags) => ".#-?x"[flags] ?? "!").join("");
  return Array.from({ length: mask.rect[3] - mask.rect[1] }, (_, y) => text.slice(y * width, (y + 1) * width));
}
