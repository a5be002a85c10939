import { describe, expect, it } from "vitest";
import { COMMANDS } from "./actions/viewing";
import { CLASSES, Driver } from "./driver";
import { Engine } from "./engine";
import { conflictsOf, isBrowsers, type KeyedAction, PRESETS, type PresetId } from "./keymap";
import { actionOn } from "./taken";

const keysOf = (actions: readonly KeyedAction[], id: string) => actions.find((one) => one.id === id)?.keys;

/** An engine with every action there is. */
const complete = () => {
  const commands = Object.fromEntries(COMMANDS.map(({ id }) => [id, () => {}]));
  return new Engine({ classes: CLASSES, commands, newId: () => "", onIntents: () => {} });
};

/** The keys that several of Boxwright's actions share: in one state of the editor only one of them can run. */
const ARROWS = ["ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp"];
const SHARED: readonly string[] = [
  ...["", "Shift+", "Alt+"].flatMap((held) => ARROWS.map((arrow) => held + arrow)),
  ...["Backspace", "Enter", "Escape"],
  "Shift+Enter", // a click of the keyboard's pointer, else accepting the picture
];

describe("keys", () => {
  it("can be changed for any action, and the old ones are free", () => {
    const driver = new Driver();
    driver.engine.setKeymap({ preset: "boxwright", own: { "tool-brush": ["u"], undo: [] } });
    driver.keys("u");
    expect(driver.engine.toolId).toBe("brush");
    driver.keys("v", "m");
    expect(driver.engine.toolId).toBe("select");
    expect(keysOf(driver.engine.state.getSnapshot().actions, "undo")).toEqual([]);
  });

  it("of another tool work after choosing its preset", () => {
    const driver = new Driver();
    driver.engine.setKeymap({ preset: "label-studio", own: {} });
    driver.keys("b");
    expect(driver.engine.toolId).toBe("brush");
    driver.keys("r");
    expect(driver.engine.toolId).toBe("box");
    driver.engine.setKeymap({ preset: "cvat", own: {} });
    driver.keys("f", "v", "n");
    expect([driver.commands, driver.engine.toolId]).toEqual([["next"], "box"]);
  });

  it("keep classes on the project's keys in every preset", () => {
    const { engine } = new Driver();
    for (const preset of Object.keys(PRESETS) as PresetId[]) {
      engine.setKeymap({ preset, own: {} });
      expect(keysOf(engine.actions, "class-2")).toEqual(["2"]);
    }
  });

  it("of a class that an action has, too, are a clash for both", () => {
    const { engine } = new Driver();
    engine.setClasses([{ id: 1, name: "cat", color: "#000000", key: "m" }]);
    const clashes = (id: string) => conflictsOf(engine.actions.find((one) => one.id === id)!, engine.actions);
    expect([clashes("tool-brush"), clashes("class-1")]).toEqual([["class-1"], ["tool-brush"]]);
  });

  it("say what they do before classes take them", () => {
    expect([actionOn("M"), actionOn("?"), actionOn("1")]).toEqual(["Brush", "Show and change keys", undefined]);
  });

  it("clash nowhere in any preset beyond what Boxwright shares on purpose", () => {
    const engine = complete();
    const shared = (actions: readonly KeyedAction[]) =>
      actions.flatMap((a) => a.keys.filter((key) => actions.some((b) => b.id !== a.id && b.keys.includes(key))));
    const onPurpose = new Set(SHARED);
    expect(new Set(shared(engine.actions))).toEqual(onPurpose);
    for (const preset of Object.keys(PRESETS) as PresetId[]) {
      engine.setKeymap({ preset, own: {} });
      expect(shared(engine.actions).filter((key) => !onPurpose.has(key))).toEqual([]);
    }
  });

  it("are there for every action in every preset, and none is the browser's", () => {
    const engine = complete();
    for (const preset of Object.keys(PRESETS) as PresetId[]) {
      engine.setKeymap({ preset, own: {} });
      expect(engine.actions.filter(({ keys }) => keys.length === 0).map(({ id }) => id)).toEqual([]);
      expect(engine.actions.flatMap(({ keys }) => keys.filter(isBrowsers))).toEqual([]);
    }
  });

  it("that clash are found, those shared on purpose are not", () => {
    const { engine } = new Driver();
    const clashes = (id: string) => conflictsOf(engine.actions.find((one) => one.id === id)!, engine.actions);
    expect([clashes("delete"), clashes("cancel")]).toEqual([[], []]);
    engine.setKeymap({ preset: "boxwright", own: { fit: ["b", "1"] } });
    expect(clashes("fit")).toEqual(["tool-box", "class-1"]);
    expect(clashes("tool-box")).toEqual(["fit"]);
  });
});
