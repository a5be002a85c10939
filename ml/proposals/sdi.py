"""SDI's labels: M ∩ G+ and the denoising between its rounds ("Simple Does It", Khoreva et al. 2017, sections 4-5)."""

import numpy as np

from ml.masks import Bools, Box, ObjectMask

LEAST_IOU = 0.5


def sdi_labels(grabcut: Bools, mcg: Bools, box: Box) -> ObjectMask:
    """M ∩ G+: foreground where GrabCut and MCG (box_h, box_w) both say so, uncertain where only one does.

    Unlike `fuse` the best guess is the intersection. SDI's G+ takes GrabCut with learned edges (HED); ours has none.
    """
    return ObjectMask(box, grabcut & mcg, grabcut != mcg)


def sdi_denoise(mask: ObjectMask, box: Box) -> ObjectMask:
    """What a round predicted, cleaned for the next one: outside the box is background, and what has an IoU with the
    box under 0.5 becomes the filled box again.
    """
    inside = mask.over(box)
    if inside.foreground.mean() < LEAST_IOU:
        return ObjectMask(box, np.ones_like(inside.foreground))
    return inside
