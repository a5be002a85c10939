"""Between VOC's two label pictures and the masks of objects, without losing a pixel.

VOC's void (255) belongs to no object. Here every void pixel becomes an `ignored` pixel of the object whose foreground
is nearest, so that objects alone give SegmentationObject back. What SegmentationClass knows beyond them (pixels of a
known class but of no resolved object; void in a picture without any foreground) is the picture's *rest*.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.label_map import IGNORED, Uncertain, compose, split_by_boxes
from ml.masks import Box, ObjectMask
from ml.voc.errors import VocError

Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class PictureMasks:
    """objects: one mask per object, None for an object without a pixel. rest: (mask, class index or 255) of what no
    object holds. unresolved: foreground of objects of which only the class is sure; SegmentationObject has 255 there.
    """

    objects: tuple[ObjectMask | None, ...]
    rest: tuple[tuple[ObjectMask, int], ...] = ()
    unresolved: ObjectMask | None = None


def masks_of(
    class_map: Labels | None, object_map: Labels | None, boxes: Sequence[Box], classes: Sequence[int], file: object
) -> PictureMasks:
    """Masks from SegmentationClass and SegmentationObject (H, W), either of which may be missing (not both).

    boxes, classes: of the objects, in the order of the XML. Without object_map a pixel belongs to the smallest box of
    its class. VocError (naming `file`) where the two contradict each other.
    """
    if object_map is None:
        assert class_map is not None
        object_map = _resolve(class_map, boxes, classes)
    if class_map is not None and class_map.shape != object_map.shape:
        raise VocError(file, f"SegmentationClass is {class_map.shape}, SegmentationObject is {object_map.shape}")
    value_of = _values(object_map, classes, file)
    if class_map is not None:
        _check_agreement(class_map, object_map, value_of, file)
    void_owner = _nearest_object(object_map)
    objects: list[ObjectMask | None] = []
    for number in range(1, len(classes) + 1):
        foreground = object_map == number
        mask = ObjectMask.from_picture(foreground, None, void_owner == number) if foreground.any() else None
        objects.append(mask)
    return PictureMasks(tuple(objects), _rest(class_map, object_map, void_owner))


def label_maps(
    height: int, width: int, masks: PictureMasks, classes: Sequence[int], uncertain: Uncertain
) -> tuple[Labels, Labels]:
    """SegmentationClass and SegmentationObject of one picture: the label map's rule, on top of the picture's rest.

    Foreground of an object comes first, then the rest's classes, then ignored pixels, then background.
    """
    marked = [(mask, number) for number, mask in enumerate(masks.objects, 1) if mask is not None]
    class_map = compose(height, width, [(mask, classes[number - 1]) for mask, number in marked], uncertain)
    object_map = compose(height, width, marked, uncertain)
    for mask, value in masks.rest:
        pixels = mask.paste(height, width).foreground
        class_map[pixels & ((class_map == 0) | ((class_map == IGNORED) & (value != IGNORED)))] = value
        object_map[pixels & (object_map == 0)] = IGNORED
    if masks.unresolved is not None:
        object_map[masks.unresolved.paste(height, width).foreground & (object_map > 0)] = IGNORED
    return class_map, object_map


def _resolve(class_map: Labels, boxes: Sequence[Box], classes: Sequence[int]) -> Labels:
    """SegmentationObject for a data set that has none: pixels no box explains are unresolved (255)."""
    object_map = np.where(class_map > 0, IGNORED, 0).astype(np.uint8)
    for number, mask in enumerate(split_by_boxes(class_map, boxes, classes), 1):
        x0, y0, x1, y1 = mask.rect
        object_map[y0:y1, x0:x1][mask.foreground] = number
    return object_map


def _values(object_map: Labels, classes: Sequence[int], file: object) -> Labels:
    """Lookup from object number to class index."""
    numbers = np.unique(object_map)
    highest = int(numbers[numbers < IGNORED].max(initial=0))
    if highest > len(classes):
        raise VocError(file, f"SegmentationObject has object {highest}, the annotation has only {len(classes)} objects")
    value_of = np.zeros(256, np.uint8)
    value_of[1 : len(classes) + 1] = classes
    value_of[IGNORED] = IGNORED
    return value_of


def _check_agreement(class_map: Labels, object_map: Labels, value_of: Labels, file: object) -> None:
    """Object pixels carry their object's class; where there is no object there is no class (unresolved pixels may
    have one).
    """
    wrong = (class_map != value_of[object_map]) & (object_map != IGNORED)
    wrong |= (object_map == IGNORED) & (class_map == 0)
    if wrong.any():
        y, x = (int(value) for value in np.argwhere(wrong)[0])
        raise VocError(
            file,
            f"SegmentationObject says {object_map[y, x]} at x={x}, y={y} (class {value_of[object_map[y, x]]}), "
            f"SegmentationClass says class {class_map[y, x]}",
        )


def _nearest_object(object_map: Labels) -> NDArray[np.uint8]:
    """(H, W): for void pixels the number of the object whose foreground is nearest, else 0."""
    owner = np.zeros(object_map.shape, np.uint8)
    void = object_map == IGNORED
    foreground = (object_map > 0) & ~void
    if not void.any() or not foreground.any():
        return owner
    _, nearest = cv2.distanceTransformWithLabels(
        np.where(foreground, 0, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.asarray(nearest, np.intp)
    number_of_label = np.zeros(int(nearest.max()) + 1, np.uint8)
    number_of_label[nearest[foreground]] = object_map[foreground]
    owner[void] = number_of_label[nearest[void]]
    return owner


def _rest(class_map: Labels | None, object_map: Labels, void_owner: Labels) -> tuple[tuple[ObjectMask, int], ...]:
    """Unresolved pixels whose class is known, and void that no object could take."""
    unresolved = object_map == IGNORED
    values = np.where(unresolved, IGNORED if class_map is None else class_map, 0)
    values[(values == IGNORED) & (void_owner > 0)] = 0
    return tuple((ObjectMask.from_picture(values == value), int(value)) for value in np.unique(values[values > 0]))
