"""All proposals of one box: GrabCut, MCG and both fused, or a further source fused with GrabCut."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ml.masks import Box, ObjectMask
from ml.proposals.crop import cut_out
from ml.proposals.fusion import fuse
from ml.proposals.grabcut import grabcut, grabcut_crop
from ml.proposals.mcg import best_union, find_regions, mcg_crop
from ml.proposals.source import open_source

Recipe = str
"""How proposals are made: "product", "paper", or the path of an .onnx file (`source.OnnxSource`)."""
KINDS = ("grabcut", "mcg", "fused")

Proposal = Mapping[str, ObjectMask]
"""Masks over one box by origin: "grabcut", "mcg" and "fused"; only the fused one has uncertain pixels."""


def is_source(recipe: Recipe) -> bool:
    """Whether a recipe is the path of a further source."""
    return recipe.endswith(".onnx")


def check_recipe(recipe: Recipe) -> None:
    """ValueError unless proposals can be made so: a name that is known, or the path of a source that opens."""
    if is_source(recipe):
        open_source(recipe)
    elif recipe not in ("product", "paper"):
        raise ValueError(f"no recipe {recipe!r} for proposals: it is product, paper or the path of an .onnx file")


def propose(image: NDArray[np.uint8], box: Box, recipe: Recipe = "product") -> Proposal:
    """Proposals for one box of an RGB picture (H, W, 3) uint8; the box must lie inside. Deterministic.

    "product" works on a scaled crop, so its time does not depend on the picture's size. A caller that wants to show
    GrabCut before MCG is ready takes the same steps itself: `cut_out`, `grabcut_crop`, `mcg_crop`, `fuse`.
    "paper" runs both on the whole picture: plain GrabCut, MCG candidates from the picture's own hierarchy.
    The path of an .onnx file: GrabCut and MCG as in the product, but "fused" is the file's mask, uncertain where
    GrabCut differs. ValueError when there is no such recipe or file.
    """
    return propose_boxes(image, [box], recipe)[0]


def propose_boxes(image: NDArray[np.uint8], boxes: Sequence[Box], recipe: Recipe = "product") -> list[Proposal]:
    """`propose` for all boxes of one picture, in their order."""
    if recipe == "paper":
        return _by_paper(image, boxes)
    if recipe == "product":
        crops = ((box, cut_out(image, box)) for box in boxes)
        return [_proposal(box, grabcut_crop(crop), mcg_crop(crop), recipe) for box, crop in crops]
    if not is_source(recipe):
        raise ValueError(f"no recipe {recipe!r} for proposals: it is product, paper or the path of an .onnx file")
    foreground = open_source(recipe).look_at(image)
    made = zip(boxes, propose_boxes(image, boxes), strict=True)
    return [{**masks, "fused": fuse(foreground(box), masks["grabcut"].foreground, box)} for box, masks in made]


def _by_paper(image: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Proposal]:
    regions = find_regions(image) if boxes else None
    proposals: list[Proposal] = []
    for box in boxes:
        assert regions is not None
        region = best_union(regions, box, fit="box")[box[1] : box[3], box[0] : box[2]]
        proposals.append(_proposal(box, grabcut(image, box, plain=True), region, "paper"))
    return proposals


def _proposal(box: Box, by_grabcut: NDArray[np.bool_], by_mcg: NDArray[np.bool_], recipe: Recipe) -> Proposal:
    return {
        "grabcut": ObjectMask(box, by_grabcut),
        "mcg": ObjectMask(box, by_mcg),
        "fused": fuse(by_grabcut, by_mcg, box, empty_is_uncertain=recipe == "paper"),
    }
