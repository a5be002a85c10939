/** How sure a share is: Wilson's interval for a proportion (Wilson 1927, without correction for continuity). */

const Z = 1.959964; // standard deviations on both sides that hold 95 % of a normal distribution

/**
 * Lower and upper end of the 95 % interval of `n` of `all` (more than 0), as shares from 0 to 1. Logs of older installs
 * can add up to less than none or more than all: that counts as none and all.
 */
export function wilson(n: number, all: number): [low: number, high: number] {
  const [share, square] = [Math.min(Math.max(n / all, 0), 1), Z ** 2];
  const middle = share + square / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + square / (4 * all ** 2));
  const scale = 1 + square / all;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
