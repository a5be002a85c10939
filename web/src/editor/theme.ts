/** Colours of everything the engine draws that is not a class; the shell passes the theme that fits its own. */

export type Theme = {
  /** Around the picture. */
  readonly background: string;
  /** Under every coloured line, so that it shows on any picture. */
  readonly halo: string;
  /** Outline and handles of the selected object. */
  readonly selection: string;
  /** What is being drawn right now, the crosshair and the brush outline. */
  readonly draft: string;
  /** Pinned pixels: the object's, and what is not, with the sign and rim that tell them apart without colour. */
  readonly pins: { readonly in: string; readonly out: string; readonly halo: string };
  /** What others have selected. */
  readonly company: string;
  /** The two stripe colours of hatching: one shows on dark, the other on light pixels. */
  readonly hatch: readonly [string, string];
  /** Text of class names, on class colours that are light, and on dark ones. */
  readonly label: string;
  readonly labelOnDark: string;
  /** Ground and ink of rulers. */
  readonly ruler: string;
  readonly rulerInk: string;
};

export const lightTheme: Theme = {
  background: "#e6e8eb",
  halo: "rgba(0, 0, 0, 0.55)",
  selection: "#ffffff",
  draft: "#ffffff",
  pins: { in: "#7ee08a", out: "#ff8f8f", halo: "#000000" },
  company: "#f5a3e0",
  hatch: ["#ffffff", "#000000"],
  label: "#000000",
  labelOnDark: "#ffffff",
  ruler: "#f5f4f1",
  rulerInk: "#5d5a53",
};

export const darkTheme: Theme = { ...lightTheme, background: "#16181c", ruler: "#1c1e1f", rulerInk: "#a8a7a1" };
