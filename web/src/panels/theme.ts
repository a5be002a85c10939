/** Light or dark: follows the system until the person chooses; the choice stays in this browser. */
import { create } from "zustand";

export type Theme = "light" | "dark";

const stored = () => {
  try {
    return localStorage.getItem("theme") as Theme | null;
  } catch {
    return null; // storage may be forbidden; then the system's choice holds
  }
};
const system = matchMedia("(prefers-color-scheme: dark)");

/** The theme in force, and how to choose one. */
export const useTheme = create<{ theme: Theme; choose: (theme: Theme) => void }>((set) => ({
  theme: stored() ?? (system.matches ? "dark" : "light"),
  choose: (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // not kept, but still shown
    }
    set({ theme });
  },
}));

/** Writes the theme onto the document, now and on every change. */
export function applyTheme(): void {
  const show = () => {
    document.documentElement.dataset.theme = useTheme.getState().theme;
  };
  show();
  useTheme.subscribe(show);
  system.addEventListener("change", (event) => {
    if (!stored()) useTheme.setState({ theme: event.matches ? "dark" : "light" });
  });
}
