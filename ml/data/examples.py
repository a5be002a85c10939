"""What a network sees: the whole picture or a crop around one box, with priors, proposal planes and labels in step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ml.config import COLOUR_PLANES, AnnNetSettings, NetworkSettings
from ml.data.colours import colour_bins, colour_plane
from ml.data.window import Bytes, Window
from ml.label_map import IGNORED
from ml.masks import Bools, Box, ObjectMask
from ml.part import part_of
from ml.priors import class_prior, position_prior

MEAN_COLOUR = (124, 116, 104)
"""ImageNet's mean colour in 8 bit, what lies outside a picture (METHOD.md decision 7)."""


@dataclass(frozen=True, eq=False)
class Example:
    """Arrays of one size H x W, all uint8, warped together.

    picture: (H, W, 3) RGB. position: (H, W) or None. classes: (H, W, k) or None, index / binary / one-hot class prior.
    proposals: (H, W, n) or None, 0 background .. 255 foreground. label: (H, W) output index, 255 ignored, or None.
    """

    picture: Bytes
    position: Bytes | None
    classes: Bytes | None
    proposals: Bytes | None
    label: Bytes | None


RIM = 0.03
"""Of the box's sides: so far outside it a crop's label still counts, as background."""

Proposals = Sequence[Mapping[str, ObjectMask]]
"""Per object its masks by kind: grabcut, mcg, fused."""


def crop_example(
    picture: Bytes,
    boxes: Sequence[Box],
    classes: Sequence[int],
    index: int,
    window: Window,
    proposals: Proposals | None,
    settings: AnnNetSettings,
    class_count: int,
) -> Example:
    """One object seen through its window, without a label.

    With output=objectness the position prior is that of this box alone, so that the network knows which object is
    meant; the class prior comes from all boxes, a binary one is 1 where the smallest box is this one. Priors are made
    at the window's size: a box fills the same part of each crop.
    """
    seen = [(i, scaled) for i, box in enumerate(boxes) if (scaled := window.scale_box(box)) is not None]
    own = [scaled for i, scaled in seen if i == index or settings.output == "classes"]
    side, seen_picture = window.side, window.cut(picture, MEAN_COLOUR, cv2.INTER_LINEAR)
    return Example(
        seen_picture,
        position_prior(own, side, side) if settings.position_prior else None,
        _class_planes(
            [b for _, b in seen],
            [_told(classes[i], i == index, settings) for i, _ in seen],
            side,
            side,
            settings,
            class_count,
        ),
        _stack(
            _crop_planes(
                seen_picture, window.in_picture(picture.shape[0], picture.shape[1]), index, window, proposals, settings
            )
        ),
        None,
    )


def image_example(
    picture: Bytes,
    boxes: Sequence[Box],
    classes: Sequence[int],
    proposals: Proposals | None,
    settings: NetworkSettings,
    class_count: int,
) -> Example:
    """The whole picture, shrunk to settings.longest_side, without a label; for SegNet the picture alone."""
    size = shrunk_size(picture.shape[0], picture.shape[1], settings.longest_side)
    height, width = picture.shape[:2]
    small = _resize(part_of(picture, (0, 0, width, height), max(size) / max(height, width)), size, cv2.INTER_AREA)
    if not isinstance(settings, AnnNetSettings):
        return Example(small, None, None, None, None)
    position = position_prior(boxes, height, width) if settings.position_prior else None
    prior = _class_planes(boxes, classes, height, width, settings, class_count)
    planes = [_union(proposals, kind, len(boxes), height, width) for kind in settings.planes]
    return Example(
        small,
        None if position is None else _resize(position, size, cv2.INTER_AREA),
        None
        if prior is None
        else _stack([_resize(plane, size, cv2.INTER_NEAREST) for plane in np.moveaxis(prior, 2, 0)]),
        _stack([_resize(plane, size, cv2.INTER_AREA) for plane in planes]),
        None,
    )


def crop_label(mask: ObjectMask, window: Window, height: int, width: int) -> Bytes:
    """uint8 (side, side): 1 object, 0 the rest of its box, 255 where the mask is uncertain or ignored and elsewhere.

    Outside the box (and RIM around it, where a warp may put its border) the answer is known: nothing is to be learned.
    """
    label = window.cut(np.zeros((height, width), np.uint8), IGNORED, cv2.INTER_NEAREST)
    label[~window.around_box(RIM)] = IGNORED
    label[window.cut_part(mask.rect, mask.foreground, cv2.INTER_NEAREST) > 0] = 1
    for part in (mask.uncertain, mask.ignored):
        if part is not None:
            label[window.cut_part(mask.rect, part, cv2.INTER_NEAREST) > 0] = IGNORED
    return label


def as_objectness(label_map: Bytes) -> Bytes:
    """1 for every class, 0 background, 255 ignored."""
    return np.where(label_map == IGNORED, label_map, (label_map > 0).astype(np.uint8))


def shrunk_size(height: int, width: int, longest_side: int) -> tuple[int, int]:
    """(height, width) with the longer side at most longest_side; 0 = unchanged."""
    factor = min(1.0, longest_side / max(height, width)) if longest_side else 1.0
    return max(round(height * factor), 1), max(round(width * factor), 1)


def resized(example: Example, factor: float) -> Example:
    """The example, without its label, at `factor` times its size: nearest class prior, the rest bilinear or, shrunk, by
    area.
    """
    if factor == 1:
        return example
    height, width = (max(round(side * factor), 1) for side in example.picture.shape[:2])

    def resize(pixels: Bytes | None, interpolation: int) -> Bytes | None:
        return None if pixels is None else _resize(pixels, (height, width), interpolation)

    smooth = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return Example(
        _resize(example.picture, (height, width), smooth),
        resize(example.position, smooth),
        resize(example.classes, cv2.INTER_NEAREST),
        resize(example.proposals, smooth),
        None,
    )


def _told(class_index: int, own: bool, settings: AnnNetSettings) -> int:
    """What a crop's class prior says about a box: its class; binary of one object: whether it is its own box."""
    return int(own) if settings.class_prior == "binary" and settings.output == "objectness" else class_index


def _crop_planes(
    seen: Bytes,
    inside: Bools,
    index: int,
    window: Window,
    proposals: Proposals | None,
    settings: AnnNetSettings,
) -> list[Bytes]:
    """The planes of settings.planes, (side, side) each; colours count inside the picture and inference's window."""
    kinds = [kind for kind in settings.planes if kind not in COLOUR_PLANES]
    masks = {kind: window.cut_mask(_proposal(proposals, index, kind)) for kind in kinds}
    if len(masks) < len(settings.planes):
        bins = colour_bins(seen)
        near, box = window.around_box(settings.margin) & inside, window.around_box(0)
        masks["contrast"] = colour_plane(bins, box, near & ~box)
        if "colour" in settings.planes:
            mask = window.cut_mask(_proposal(proposals, index, "grabcut")) > 127
            masks["colour"] = colour_plane(bins, mask, near & ~mask)
    return [masks[kind] for kind in settings.planes]


def _resize(pixels: Bytes, size: tuple[int, int], interpolation: int) -> Bytes:
    if pixels.shape[:2] == size:
        return pixels
    small = cv2.resize(pixels, (size[1], size[0]), interpolation=interpolation)
    return np.asarray(small, np.uint8).reshape((*size, *pixels.shape[2:]))


def _class_planes(
    boxes: Sequence[Box], classes: Sequence[int], height: int, width: int, settings: AnnNetSettings, class_count: int
) -> Bytes | None:
    if settings.class_prior == "none":
        return None
    prior = class_prior(boxes, classes, height, width, settings.class_prior, class_count)
    return np.ascontiguousarray(np.moveaxis(prior, 0, 2)) if prior.ndim == 3 else prior[..., None]


def _proposal(proposals: Proposals | None, index: int, kind: str) -> ObjectMask:
    if proposals is None:
        raise ValueError(f"the network takes {kind} masks as input planes: proposals are needed")
    return proposals[index][kind]


def _union(proposals: Proposals | None, kind: str, count: int, height: int, width: int) -> Bytes:
    """0 or 255: foreground of any object's proposal of this kind, (H, W)."""
    plane = np.zeros((height, width), np.uint8)
    for index in range(count):
        mask = _proposal(proposals, index, kind)
        x0, y0, x1, y1 = mask.rect
        plane[y0:y1, x0:x1][mask.foreground] = 255
    return plane


def _stack(planes: Sequence[Bytes]) -> Bytes | None:
    return np.ascontiguousarray(np.stack(planes, axis=2)) if planes else None
