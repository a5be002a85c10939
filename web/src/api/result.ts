/** What a round measured, as `python -m ml round` writes it (result.json); the API passes it on as it is. */

export type Score = { mean: number; n: number; per_class: { class: number; mean: number | null; n: number }[] };

export type MaskSource = "box" | "grabcut" | "mcg" | "fused" | "annnet" | "champion";

export type RoundResult = {
  gold: { images: number; objects: number; enough: boolean; why: string | null };
  object_iou: Partial<Record<MaskSource, Score | null>> | null;
  segnet: { miou: number | null; per_class: { class: number; iou: number | null; n: number }[] };
  minutes: Record<string, number>;
  weights: { annnet: string; segnet: string };
};

/** The result of a finished round; null before that. */
export function resultOf(result: Record<string, unknown>): RoundResult | null {
  return "gold" in result ? (result as RoundResult) : null;
}
