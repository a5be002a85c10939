"""AnnNet's last cut: colours mend a rough mask, and a sure network is not overruled without them."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ml.config import load_settings
from ml.mask_cut import cut_mask
from ml.masks import iou
from ml.networks.model_file import Card
from ml.networks.network import build_network, widen
from ml.predictor import Predictor
from tests.ml.pictures import AWKWARD, disc, textured

BOX = (35, 35, 86, 86)
TRUTH = disc(120, 120, (60, 60), 25)
INSIDE = TRUTH[35:86, 35:86]


def blurred(mask: np.ndarray) -> np.ndarray:
    """0.8 where the mask is, 0.2 elsewhere: what a network says that is not sure."""
    return np.where(mask, 0.8, 0.2).astype(np.float32)


def test_colours_mend_a_rough_mask():
    rough = disc(120, 120, (54, 60), 22)[35:86, 35:86]
    assert iou(rough, INSIDE) < 0.75
    assert iou(cut_mask(textured(TRUTH), BOX, blurred(rough), 0.7), INSIDE) > 0.95


def test_without_weight_the_network_decides_and_specks_vanish():
    flat = np.full((120, 120, 3), 90, np.uint8)
    speckled = blurred(INSIDE)
    speckled[25, 25], speckled[1, 1] = 0.2, 0.8
    assert iou(cut_mask(flat, BOX, speckled, 0.0), INSIDE) > 0.9
    assert cut_mask(flat, BOX, speckled, 0.0)[25, 25]


@pytest.mark.parametrize(("size", "box"), AWKWARD)
@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_awkward_boxes_give_a_mask_over_the_box(size, box, probability):
    height, width = box[3] - box[1], box[2] - box[0]
    image = textured(np.zeros(size, bool))
    found = cut_mask(image, box, np.full((height, width), probability, np.float32), 0.7)
    assert (found.shape, found.dtype) == ((height, width), bool)


def test_the_cpu_profile_cuts_and_the_paper_does_not():
    """docs/decisions/0011."""
    assert (load_settings("cpu").annnet.colour_cut, load_settings("paper").annnet.colour_cut) == (0.7, 0.0)


def test_a_model_cuts_when_its_settings_say_so():
    """Pixels where the cut and the network differ are uncertain, however sure the network is."""
    settings = load_settings("tiny", ["annnet.planes="])

    def suggest(weight: float):
        torch.manual_seed(0)
        annnet = replace(settings.annnet, colour_cut=weight)
        network = build_network(annnet, 1)
        widen(network, annnet, 1)
        card = Card("annnet", ("disc",), replace(settings, annnet=annnet), "scratch", "", {})
        return Predictor(network, card).suggest(textured(TRUTH), [BOX], [1], tau=0.5)[0]

    plain, cut = suggest(0.0), suggest(5.0)
    assert iou(cut.foreground, INSIDE) > 0.95 > iou(plain.foreground, INSIDE)
    assert cut.uncertain is not None
    assert cut.uncertain[plain.foreground != cut.foreground].all()
