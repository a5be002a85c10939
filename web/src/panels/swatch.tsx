/** A class's colour, next to its name. */
import "./class-editor.css";

export function Swatch({ color }: { color: string }) {
  return <span className="swatch" style={{ background: color }} aria-hidden="true" />;
}
