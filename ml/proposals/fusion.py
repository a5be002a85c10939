"""GrabCut and MCG together: where they agree is a label, where they differ is uncertain (paper section 3.1, figure
2).
"""

import numpy as np

from ml.masks import Bools, Box, ObjectMask


def fuse(grabcut: Bools, mcg: Bools, box: Box, empty_is_uncertain: bool = False) -> ObjectMask:
    """Fused mask over the box from two bool arrays (box_h, box_w).

    Best guess everywhere is GrabCut's (measured the better of the two); pixels where MCG differs are uncertain.
    Both foreground is foreground, both background background, the rest ignored in training (METHOD.md decision 8).
    `empty_is_uncertain` is the paper profile: without any common foreground the whole box is uncertain (METHOD.md
    decision 11).
    """
    uncertain = grabcut != mcg
    if empty_is_uncertain and not (grabcut & mcg).any():
        uncertain = np.ones_like(uncertain)
    return ObjectMask(box, grabcut, uncertain)
