/** What stands in place of the page while a picture is opened, or when it cannot be. */
import { Link } from "wouter";
import { text } from "../../text";
import { Failed } from "../states";
import "./placeholders.css";
import { listAddress } from "../image-list";

/** The page's outlines, so that nothing jumps when the picture comes; shown after a moment only. */
export function Opening() {
  return (
    <div className="opening">
      <p className="hidden-text" role="status">
        {text.common.loading}
      </p>
      <div className="opening-bar" aria-hidden="true">
        <span />
        <span />
      </div>
      <div className="opening-rail" aria-hidden="true" />
      <div className="opening-side" aria-hidden="true">
        {[70, 55, 80, 60, 75].map((width) => (
          <span key={width} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}

/** The picture cannot be shown: why, and where to go from here. */
export function NotOpened({ problem, project }: { problem: unknown; project: number }) {
  return (
    <div className="not-opened">
      <Failed error={problem} retry={() => location.reload()} />
      <Link to={listAddress(project)} className="button">
        {text.annotate.backToImages}
      </Link>
    </div>
  );
}
