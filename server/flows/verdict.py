"""The verdict: whether a round's AnnNet beat, on gold, what annotators get today, in words that say what would help."""

from typing import Any

TODAY = {"fused": "GrabCut and MCG fused", "grabcut": "GrabCut"}


def judge(result: dict[str, Any], counts: dict[str, int], champion: int | None) -> tuple[bool | None, str]:
    """(better, words) from a round's result.json; better is None when it cannot be measured.

    Compared is the mean IoU per object on gold, boxes given: AnnNet's against the champion's (the AnnNet of round
    number `champion`), or, while the proposals suggest, against the better one of them.
    """
    gold, scores = result["gold"], result["object_iou"]
    annnet = scores.get("annnet")
    against, name = _today(scores, champion)
    if annnet is None or against is None:
        return None, f"Not enough gold to judge: {gold['why'] or 'no object of it was scored'}. {MORE_GOLD}"
    gain = against["annnet_gain"]
    measured = (
        f"On gold ({annnet['n']} objects in {gold['images']} images) AnnNet's masks have a mean IoU of "
        f"{annnet['mean']:.3f}; what annotators get today, {name}, has {against['mean']:.3f}. The difference is "
        f"{gain['mean']:+.3f} ± {gain['error']:.3f} (one standard error)."
    )
    if not gold["enough"]:
        return None, f"{measured} That is not enough gold to judge: {gold['why']}. {MORE_GOLD}"
    if annnet["mean"] > against["mean"]:
        return True, f"{measured} It is better and can be promoted."
    return False, f"{measured} It is not better, so it is not promoted. What would help: {_help(result, counts)}."


MORE_GOLD = "Set more accepted images apart as gold, then start another round."


def _today(scores: dict[str, Any], champion: int | None) -> tuple[dict[str, Any] | None, str]:
    if champion is not None:
        return scores.get("champion"), f"the AnnNet of round {champion}"
    kinds = [kind for kind in TODAY if scores.get(kind) is not None]
    if not kinds:
        return None, "the proposals"
    best = max(kinds, key=lambda kind: scores[kind]["mean"])
    return scores[best], TODAY[best]


def _help(result: dict[str, Any], counts: dict[str, int]) -> str:
    helps = [f"more accepted images (it trained on {counts.get('F', 0)})", "more epochs"]
    if result.get("weights", {}).get("annnet") == "scratch":
        helps.insert(0, "pretrained weights for the backbone (it started from scratch)")
    return ", ".join(helps)
