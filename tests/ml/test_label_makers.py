"""The label makers the paper compares itself with: box fill, SDI, Bbox-Seg with a dense CRF, BCM's filling rates."""

import numpy as np
import pytest

from ml.masks import ObjectMask, iou
from ml.proposals.box_fill import box_fill
from ml.proposals.dense_crf import Kernels, bbox_seg, mean_field
from ml.proposals.filling_rate import filling_rate_labels, filling_rates
from ml.proposals.sdi import sdi_denoise, sdi_labels
from tests.ml.pictures import AWKWARD, disc, present, textured

BOX = (3, 5, 7, 6)


def row(text):
    return np.array([[letter == "#" for letter in text]])


def test_box_fill_is_the_box():
    assert box_fill(BOX).paste(8, 9).foreground.sum() == 4
    assert box_fill(BOX).paste(8, 9).foreground[5, 3:7].all()


def test_sdi_takes_the_intersection_and_ignores_the_difference():
    labels = sdi_labels(row("##.."), row("#.#."), BOX)
    assert labels.foreground.tolist() == row("#...").tolist()
    assert present(labels.uncertain).tolist() == row(".##.").tolist()


def test_sdi_denoising_cuts_to_the_box_and_refills_what_covers_less_than_half():
    half = ObjectMask((3, 5, 9, 6), row("##..##"))
    assert sdi_denoise(half, BOX).foreground.tolist() == row("##..").tolist()
    less = ObjectMask((3, 5, 9, 6), row("#...##"))
    assert sdi_denoise(less, BOX).foreground.tolist() == row("####").tolist()


def mean_field_by_loops(odds, image, kernels, iterations):
    """The update of the docstring, pixel by pixel."""
    height, width = odds.shape
    pixels = [(y, x) for y in range(height) for x in range(width)]
    belief = np.tanh(odds / 2)
    for _ in range(iterations):
        after = np.zeros_like(odds)
        for y, x in pixels:
            heard = []
            for kernel in ("appearance", "smoothness"):
                total = weight_sum = 0.0
                for v, u in pixels:
                    if (v, u) == (y, x):
                        continue
                    far = (y - v) ** 2 + (x - u) ** 2
                    if kernel == "appearance":
                        unlike = float(((image[y, x].astype(float) - image[v, u]) ** 2).sum())
                        weight = np.exp(-far / (2 * kernels.place**2) - unlike / (2 * kernels.colour**2))
                    else:
                        weight = np.exp(-far / (2 * kernels.near**2))
                    total, weight_sum = total + weight * belief[v, u], weight_sum + weight
                heard.append(getattr(kernels, kernel) * total / weight_sum)
            after[y, x] = np.tanh((odds[y, x] + sum(heard)) / 2)
        belief = after
    return (belief + 1) / 2


def test_mean_field_equals_the_loops_when_exact():
    random = np.random.default_rng(0)
    odds = random.normal(0, 1, (6, 7)).astype(np.float32)
    image = random.integers(100, 140, (6, 7, 3), np.uint8)
    kernels = Kernels(appearance=2, place=4, colour=15, smoothness=1, near=1.5)
    found = mean_field(odds, image, kernels, iterations=3, stride=1)
    np.testing.assert_allclose(found, mean_field_by_loops(odds, image, kernels, 3), atol=1e-4)


def test_hearing_a_grid_of_pixels_comes_close_to_hearing_all():
    truth = disc(40, 40, (20, 20), 12)
    odds = np.where(disc(40, 40, (20, 20), 18), 0, -20).astype(np.float32)
    odds[disc(40, 40, (20, 20), 5)] = 20
    exact, grid = (mean_field(odds, textured(truth), stride=stride) for stride in (1, 3))
    assert iou(exact > 0.5, grid > 0.5) > 0.95


def test_bbox_seg_finds_an_obvious_object():
    truth = disc(100, 120, (60, 50), 30)
    box = (30, 20, 91, 81)
    assert iou(bbox_seg(textured(truth), box), truth[20:81, 30:91]) > 0.9


@pytest.mark.parametrize(("size", "box"), AWKWARD)
def test_bbox_seg_gives_awkward_boxes_a_mask_of_their_size(size, box):
    assert bbox_seg(textured(np.zeros(size, bool)), box).shape == (box[3] - box[1], box[2] - box[0])


def test_filling_rates_are_means_by_class():
    masks = [(1, row("##..")), (1, row("####")), (2, row("#..."))]
    assert filling_rates(masks) == {1: 0.75, 2: 0.25}


def test_the_most_confident_pixels_stay_and_the_rest_of_the_proposal_is_uncertain():
    probability = np.array([[0.6, 0.9, 0.7, 0.2]], np.float32)
    labels = filling_rate_labels(probability, BOX, 1, {1: 0.5})
    assert labels.foreground.tolist() == row(".##.").tolist()
    assert present(labels.uncertain).tolist() == row("#...").tolist()
    everything = filling_rate_labels(probability, BOX, 2, {2: 1.0})
    assert everything.foreground.all()
