/** What a round measured on gold: object IoU of every source of masks, and SegNet's IoU per class. */
import type { MaskSource, RoundResult } from "../api/result";
import type { ObjectClass } from "../api/types";
import { text } from "../text";
import { Icon } from "./icons";
import "./scores.css";

const sources: MaskSource[] = ["box", "grabcut", "mcg", "fused", "champion", "annnet"];
const shown = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(3));

function Gold({ result }: { result: RoundResult }) {
  const { images, objects, enough, why } = result.gold;
  return (
    <p className={enough ? "soft" : "not-enough"}>
      {!enough && <Icon name="warning" />}
      {enough ? text.rounds.gold(images, objects) : text.rounds.notEnoughGold(why)}
    </p>
  );
}

/** IoU of masks with the gold masks, boxes given: mean over objects, in all and per class. */
function ObjectScores({ result, classes }: { result: RoundResult; classes: readonly ObjectClass[] }) {
  const rows = sources.flatMap((source) => {
    const score = result.object_iou?.[source];
    return score ? [{ source, score }] : [];
  });
  if (rows.length === 0) return null;
  const best = Math.max(...rows.map(({ score }) => score.mean));
  return (
    <table className="scores">
      <caption>{text.rounds.objectIou}</caption>
      <thead>
        <tr>
          <th>{text.rounds.source}</th>
          <th className="number">{text.rounds.mean}</th>
          <td />
          <th className="number">n</th>
          {classes.map((kind) => (
            <th key={kind.id} className="number">
              {kind.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ source, score }) => (
          <tr key={source} className={source === "annnet" ? "mine" : undefined}>
            <th scope="row">{text.rounds.sources[source]}</th>
            <td className="number">{score.mean === best ? <strong>{shown(score.mean)}</strong> : shown(score.mean)}</td>
            <td className="meter" aria-hidden="true">
              <span style={{ width: `${score.mean * 100}%` }} />
            </td>
            <td className="number soft">{score.n}</td>
            {classes.map((kind) => (
              <td key={kind.id} className="number">
                {shown(score.per_class.find((one) => one.class === kind.index)?.mean)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** SegNet's IoU per class from one confusion matrix over the gold images; no boxes given. */
function SegNetScores({ result, classes }: { result: RoundResult; classes: readonly ObjectClass[] }) {
  const nameOf = (index: number) =>
    index === 0 ? text.rounds.background : (classes.find((c) => c.index === index)?.name ?? String(index));
  return (
    <table className="scores">
      <caption>{text.rounds.segnetIou}</caption>
      <thead>
        <tr>
          <th>{text.rounds.class}</th>
          <th className="number">IoU</th>
          <td />
          <th className="number">{text.rounds.images}</th>
        </tr>
      </thead>
      <tbody>
        {result.segnet.per_class.map(({ class: index, iou, n }) => (
          <tr key={index}>
            <th scope="row">{nameOf(index)}</th>
            <td className="number">{shown(iou)}</td>
            <td className="meter" aria-hidden="true">
              <span style={{ width: `${(iou ?? 0) * 100}%` }} />
            </td>
            <td className="number soft">{n}</td>
          </tr>
        ))}
        <tr className="mine">
          <th scope="row">{text.rounds.miou}</th>
          <td className="number">
            <strong>{shown(result.segnet.miou)}</strong>
          </td>
          <td className="meter" aria-hidden="true">
            <span style={{ width: `${(result.segnet.miou ?? 0) * 100}%` }} />
          </td>
          <td className="number soft">{result.gold.images}</td>
        </tr>
      </tbody>
    </table>
  );
}

export function Scores({ result, classes }: { result: RoundResult; classes: readonly ObjectClass[] }) {
  return (
    <div className="stack">
      <Gold result={result} />
      {result.gold.images > 0 && (
        <>
          <div className="scroll">
            <ObjectScores result={result} classes={classes} />
          </div>
          <div className="scroll">
            <SegNetScores result={result} classes={classes} />
          </div>
        </>
      )}
    </div>
  );
}
