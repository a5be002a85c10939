/** The keys and who they belong to. */

export const keys = {
  title: "Keys",
  groups: {
    tools: "Tools",
    drawing: "Drawing",
    pointing: "Pointing by keyboard",
    class: "Classes",
    object: "Objects",
    mask: "Masks",
    history: "Undo",
    view: "View",
    image: "Image",
  },
  preset: "Keys as in",
  presets: { boxwright: "Boxwright", cvat: "CVAT", "label-studio": "Label Studio" },
  hint: "Click a key, then press the one you want. Del takes it away. Keys of classes are set in the project's settings.",
  none: "no key",
  change: "Change the key",
  changeOf: (title: string, keys: string) => `${title}: ${keys || "no key"}. Change the key`,
  listening: "Press a key, Esc to keep",
  listeningFor: (title: string) => `Press the key for: ${title}`,
  browsers: "The browser keeps that one; another?",
  taken: (key: string, by: string) => `${key} is: ${by}. Press it again to have it here, too.`,
  clash: (titles: string) => `Same key as: ${titles}`,
  reset: (title: string) => `Usual key for: ${title}`,
  resetAll: (n: number) => `Undo ${n === 1 ? "my change" : `my ${n} changes`}`,
  mouse: "Mouse",
  mouseLines: [
    ["Zoom at the cursor", "Wheel"],
    ["Pan", "Middle-drag or Space-drag"],
    ["Brush erases, eraser paints", "Ctrl-drag"],
    ["Brush size", "Alt-wheel or Alt-right-drag"],
    ["Select one more", "Shift-click"],
    ["Select what lies inside", "Drag beside the selected"],
    ["Polygon cuts out, or adds", "Alt-click to close"],
  ] as [string, string][],
};

export const palette = {
  title: "Find an action",
  placeholder: "What do you want to do?",
  pictures: "Go to picture",
  picturePlaceholder: "Name of the picture",
  results: "Results",
  none: "Nothing fits.",
  off: "not now",
};
