"""The last cuts of GrabCut: the exact minimum of the energy, and colour mixtures that agree with numpy's."""

from itertools import product

import numpy as np
import pytest

from ml.proposals.box_odds import box_odds
from ml.proposals.colour_contrast import colour_contrast
from ml.proposals.colour_mixture import ColourMixture
from ml.proposals.graph_cut import contrast_edges, cut


def energy(labels, odds, across, down):
    """What a labelling costs: odds against its sign, and edges between unlike neighbours."""
    against = np.where(labels, np.maximum(-odds, 0), np.maximum(odds, 0)).sum()
    return against + across[labels[:, 1:] != labels[:, :-1]].sum() + down[labels[1:] != labels[:-1]].sum()


@pytest.mark.parametrize("seed", range(5))
def test_no_labelling_costs_less(seed):
    random = np.random.default_rng(seed)
    odds, across, down = (random.integers(-9, 10, (3, 4)), random.integers(0, 6, (3, 3)), random.integers(0, 6, (2, 4)))
    found = cut(odds.astype(np.float32), across.astype(np.float32), down.astype(np.float32))
    every = (np.array(labels).reshape(3, 4) for labels in product([False, True], repeat=12))
    assert energy(found, odds, across, down) == min(energy(labels, odds, across, down) for labels in every)


def test_one_pixel_against_its_neighbours_gives_in_when_the_edges_are_stronger():
    odds = np.array([[5, -3, 5]], np.float32)
    no_edges_down = np.zeros((0, 3), np.float32)
    assert cut(odds, np.array([[1, 1]], np.float32), no_edges_down).tolist() == [[True, False, True]]
    assert cut(odds, np.array([[2, 2]], np.float32), no_edges_down).tolist() == [[True, True, True]]


def test_separating_unlike_colours_is_cheap():
    image = np.zeros((1, 3, 3), np.uint8)
    image[0, 2] = 100
    across, down = contrast_edges(image, 10)
    # Squared differences 0 and 30000, mean 15000, beta 1 / 30000.
    np.testing.assert_allclose(across, [[10, 10 * np.exp(-1)]], rtol=1e-5)
    assert down.shape == (0, 3)


def test_a_mixture_is_the_density_of_its_gaussians():
    weights, means = np.array([0.25, 0.75]), np.array([[10.0, 20, 30], [200, 100, 50]])
    covariances = np.array([np.diag([4.0, 9, 16]), [[30, 10, 0], [10, 20, 5], [0, 5, 40.0]]])
    colours = np.array([[12, 18, 33], [190, 105, 60]], np.float32)
    expected = np.log(
        sum(
            weight
            * np.exp(-0.5 * np.einsum("ni,ij,nj->n", colours - mean, np.linalg.inv(covariance), colours - mean))
            / np.sqrt(np.linalg.det(covariance))
            for weight, mean, covariance in zip(weights, means, covariances, strict=True)
        )
    )
    found = ColourMixture(weights, means, covariances).log_likelihood(colours)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_refitting_takes_the_members_nearest_to_each_gaussian():
    mixture = ColourMixture(np.array([0.5, 0.5]), np.array([[0.0, 0, 0], [100, 100, 100]]), np.array([np.eye(3)] * 2))
    random = np.random.default_rng(0)
    colours = np.concatenate([random.normal(5, 1, (30, 3)), random.normal(90, 1, (10, 3)), np.full((9, 3), 255)])
    members = np.arange(49) < 40
    refitted = mixture.refit(colours.astype(np.float32), members)
    np.testing.assert_allclose(refitted.weights, [0.75, 0.25])
    np.testing.assert_allclose(refitted.means, [colours[:30].mean(0), colours[30:40].mean(0)], rtol=1e-4)
    assert mixture.refit(colours.astype(np.float32), np.zeros(49, bool)) is mixture


def test_opencvs_model_leaves_unused_gaussians_out():
    model = np.zeros((1, 65))
    model[0, 1] = 1
    model[0, 8:11] = 7
    model[0, 29:38] = np.eye(3).ravel()
    mixture = ColourMixture.from_opencv(model)
    assert mixture.weights.tolist() == [1]
    assert mixture.means.tolist() == [[7, 7, 7]]
    assert mixture.covariances.tolist() == [np.eye(3).tolist()]


def test_the_middle_of_a_box_is_foreground_and_its_corners_are_not():
    odds = box_odds(5, 3)
    assert odds[2, 1] == pytest.approx(np.log(0.96 / 0.04))
    rows, columns = 1 - 0.8**2.5, 1 - (2 / 3) ** 2.5
    assert odds[0, 0] == pytest.approx(np.log(0.96 * rows * columns / (1 - 0.96 * rows * columns)), rel=1e-5)
    np.testing.assert_allclose(odds, odds[::-1, ::-1], rtol=1e-5)


def test_colours_of_one_part_stand_out_against_the_other():
    image = np.zeros((4, 4, 3), np.uint8)
    image[:, :2] = 220, 30, 30
    left = np.zeros((4, 4), np.float32)
    left[:, :2] = 1
    contrast = colour_contrast(image, left, 1 - left)
    assert contrast[0, 0] > 3
    assert contrast[0, 3] == pytest.approx(-contrast[0, 0], abs=1)
    np.testing.assert_allclose(colour_contrast(image, left, left), 0)
