/** Why a large picture is shown whole, and having its tiles made again. */
import { useStore } from "zustand";
import { notYet, wordsOf } from "../../api/errors";
import { text } from "../../text";
import type { Tiles } from "./tiles";

export function TilesBar({ tiles }: { tiles: Tiles }) {
  const { why } = useStore(tiles.shown);
  if (why === null) return null;
  if (notYet(why))
    return (
      <p className="read-only-bar" role="status">
        {text.annotate.wholeForNow}
      </p>
    );
  return (
    <p className="comment-bar" role="alert">
      {text.annotate.whole(wordsOf(why))}
      <button type="button" className="button" onClick={() => tiles.again()}>
        {text.common.again}
      </button>
    </p>
  );
}
