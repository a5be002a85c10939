/** A table of tallies: one line per class, suggestion, person or day. */
import type { ReactNode } from "react";
import type { Tally } from "../../api/types";
import { text } from "../../text";

export type Line = { readonly key: string; readonly name: ReactNode; readonly tally: Tally };

/** Masks that somebody accepted or fixed, and all suggestions that somebody judged. */
export const settled = ({ accepted, helped, fixed }: Tally) => accepted + helped + fixed;
export const judged = (tally: Tally) => settled(tally) + tally.rejected;

const words = text.progress;

export function TallyTable({
  title,
  head,
  note,
  lines,
}: {
  title: string;
  head: string;
  note?: string;
  lines: readonly Line[];
}) {
  if (lines.length === 0) return null;
  return (
    <section className="section">
      <h2>{title}</h2>
      {note && <p className="soft small">{note}</p>}
      <table className="tallies">
        <thead>
          <tr>
            <th>{head}</th>
            <th className="number">{words.masks}</th>
            <th className="number">{words.accepted}</th>
            <th className="number" title={words.helpedHint}>
              {words.helped}
            </th>
            <th className="number" title={words.fixedHint}>
              {words.fixed}
            </th>
            <th className="number">{words.rejected}</th>
            <th className="number">{words.perMaskHead}</th>
            <th className="number">{words.waitingHead}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, tally }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className="number">{settled(tally).toLocaleString("en")}</td>
              <td className="number">{words.share(tally.accepted, judged(tally))}</td>
              <td className="number">{words.share(tally.helped, judged(tally))}</td>
              <td className="number">{words.share(tally.fixed, judged(tally))}</td>
              <td className="number">{words.share(tally.rejected, judged(tally))}</td>
              <td className="number">{words.seconds(tally.active_seconds, tally.timed)}</td>
              <td className="number">{words.seconds(tally.waiting_seconds, tally.timed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
