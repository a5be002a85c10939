/** How good suggestions are by the random sample, beside all others, whose share depends on what people looked at. */
import type { Progress } from "../../api/types";
import { text } from "../../text";
import { wilson } from "./interval";
import { judged } from "./tally-table";

const words = text.progress;
const outcomes = ["accepted", "helped", "fixed", "rejected"] as const;

export function SampleTable({ samples }: { samples: Progress["by_sample"] }) {
  return (
    <section className="section">
      <h2>{words.bySample}</h2>
      <p className="soft small">{words.sampleNote}</p>
      <table className="tallies">
        <thead>
          <tr>
            <th />
            <th className="number">{words.judged}</th>
            {outcomes.map((one) => (
              <th key={one} className="number">
                {words[one]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {samples.map(({ random, tally }) => (
            <tr key={String(random)}>
              <th scope="row">{random ? words.sample : words.others}</th>
              <td className="number">{judged(tally).toLocaleString("en")}</td>
              {outcomes.map((one) => (
                <td key={one} className="number">
                  {words.share(tally[one], judged(tally))}
                  {judged(tally) > 0 && (
                    <div className="soft small">{words.interval(...wilson(tally[one], judged(tally)))}</div>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
