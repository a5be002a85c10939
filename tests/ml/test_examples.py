"""What a network is shown, worked out by hand: how channels are scaled and which pixels of a crop count."""

import numpy as np
import pytest
import torch

from ml.config import AnnNetSettings
from ml.data.examples import crop_label
from ml.data.tensors import channel_scaling, scale
from ml.data.window import window_around
from ml.masks import ObjectMask


@pytest.mark.parametrize(
    ("class_prior", "bytes_in", "values_out"),
    [
        ("index", [[0, 5, 20]], [[0, 0.25, 1]]),
        ("binary", [[0, 1, 1]], [[0, 1, 1]]),
        ("onehot", [[0, 1, 1]] * 21, [[0, 1, 1]] * 21),
    ],
)
def test_channels_are_scaled_as_decided(class_prior, bytes_in, values_out):
    """RGB by ImageNet, (position - 128) / 128, class index / classes, proposals -1 to 1: three pixels of 20 classes."""
    settings = AnnNetSettings(class_prior=class_prior, planes=("grabcut",))
    seen = torch.tensor([*[[0, 124, 255]] * 3, [0, 128, 255], *bytes_in, [0, 255, 255]], dtype=torch.uint8)
    found = scale(seen[None, :, None], channel_scaling(settings, 20))[0, :, 0]
    red = [(value / 255 - 0.485) / 0.229 for value in (0, 124, 255)]
    torch.testing.assert_close(found[0], torch.tensor(red))
    assert found[3].tolist() == [-1, 0, 127 / 128]
    torch.testing.assert_close(found[4:-1], torch.tensor(values_out, dtype=torch.float32))
    assert found[-1].tolist() == [-1, 1, 1]


LABEL = """
????????
?00000??
?0?110??
?01?11??
?01111??
?0011???
?00000??
????????
"""


def test_a_crops_label_counts_its_box_and_a_rim_and_ignores_the_rest():
    """A box of 4 x 4 pixels at the right edge of a picture, seen 1:1: two pixels uncertain, one ignored."""
    foreground = np.array([[letter == "1" for letter in row] for row in (".11.", "1111", "1111", ".11.")])
    uncertain, ignored = np.zeros((2, 4, 4), bool)
    uncertain[0, 0] = uncertain[1, 1] = ignored[3, 3] = True
    label = crop_label(
        ObjectMask((2, 2, 6, 6), foreground, uncertain, ignored), window_around((2, 2, 6, 6), 0.5, 8), 8, 6
    )
    assert ["".join({255: "?"}.get(value, str(value)) for value in row) for row in label.tolist()] == LABEL.split()
