"""Computed from a page as it is: words that are hard to read, controls that are hard to hit, what sticks out."""

CONTRASTS = """() => {
  const parse = (color) => {
    const numbers = color.match(/[\\d.]+/g).map(Number);
    const scale = color.startsWith('color(') ? 255 : 1;
    return [...numbers.slice(0, 3).map((n) => n * scale), numbers[3] ?? 1];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const light = (color) => color.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const own = parse(getComputedStyle(element).backgroundColor);
    if (own[3] === 1 || !element.parentElement) return own;
    return over(own, ground(element.parentElement));
  };
  const failed = [];
  for (const element of document.querySelectorAll('body *')) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const off = element.closest('[aria-disabled=true], :disabled, .hidden-text, option');
    if (!words || off || !element.checkVisibility()) continue;
    const [back, ink] = [ground(element), parse(getComputedStyle(element).color)];
    const [a, b] = [light(over(ink, back)), light(back)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) failed.push(`${contrast.toFixed(2)} ${element.className} ${element.textContent.slice(0, 30)}`);
  }
  return failed;
}"""
"""Words whose computed contrast with what lies behind them is below WCAG AA."""

CONTROLS = """() => [...document.querySelectorAll('button, a, input, select, textarea, [role=option]')]
  .filter((element) => element.checkVisibility() && !element.matches('.skip'))
  .map((element) => {
    const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
    const label = element.closest('label') ?? element.labels?.[0];
    const name = element.getAttribute('aria-label') || label?.textContent || element.textContent;
    return { name: name.trim(), small: Math.min(width, height) < 24 ? `${width} x ${height}` : '' };
  })
  .filter(({ name, small }) => small || !name)"""
"""Controls in sight that have no name or are too small to hit."""

STICKS_OUT = """() => {
  const root = document.documentElement;
  return root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} of ${root.clientWidth}`] : [];
}"""
"""How wide a page is that has to be scrolled sideways."""
