/** The keys and who they belong to. */

export const keys = {
  title: "Keys",
  groups: {
    tools: "Tools",
    drawing: "Drawing",
    class: "Classes",
    object: "Objects",
    mask: "Masks",
    history: "Undo",
    view: "View",
    image: "Image",
  },
  mouse: "Mouse",
  mouseLines: [
    ["Zoom at the cursor", "Wheel"],
    ["Pan", "Middle-drag"],
    ["Pan", "Space-drag"],
    ["Brush erases, eraser paints", "Ctrl-drag"],
  ] as [string, string][],
};
