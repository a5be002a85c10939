/**
 * Colours that tell classes and objects apart, also for colour-blind people: Okabe and Ito's, then for objects hues by the golden
 * angle in two lightnesses.
 */

/** Okabe and Ito's, without black. */
export const DISTINCT = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];

const GOLDEN_ANGLE = 137.508;

/** The colour of the n-th object, n from 0. */
export function instanceColor(n: number): string {
  return DISTINCT[n] ?? hex((n * GOLDEN_ANGLE) % 360, 0.7, n % 2 === 0 ? 0.62 : 0.42);
}

/** "#rrggbb" of hue (degrees), saturation and lightness (0 to 1), by the formula of CSS Color 4. */
function hex(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return `#${[0, 8, 4].map((n) => channel(n).toString(16).padStart(2, "0")).join("")}`;
}
