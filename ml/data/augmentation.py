"""Random changes of a training example: one warp for picture, priors, proposals and label; colours of the picture."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.config import NetworkSettings
from ml.data.examples import MEAN_COLOUR, Bytes, Example
from ml.label_map import IGNORED

Matrix = NDArray[np.float64]
UNKNOWN = 128
"""A proposal plane that says neither background (0) nor foreground (255)."""


def augment(example: Example, settings: NetworkSettings, rng: np.random.Generator) -> Example:
    """A random settings.crop square of the example: mirrored, scaled, turned, shifted, recoloured (paper 4.2)."""
    height, width = example.picture.shape[:2]
    matrix = random_warp(height, width, settings, rng)
    warped = warp(example, matrix, settings.crop)
    picture = recolour(warped.picture, settings.colour, rng) if settings.colour else warped.picture
    return Example(picture, warped.position, warped.classes, warped.proposals, warped.label)


def hide_planes(example: Example, planes: Sequence[str]) -> Example:
    """The example with its proposal planes unknown; colour contrast stays, no proposal had a say in it.

    planes: their kinds, in the order of example.proposals.
    """
    if example.proposals is None:
        return example
    seen = np.array([plane == "contrast" for plane in planes])
    return Example(
        example.picture,
        example.position,
        example.classes,
        np.where(seen, example.proposals, UNKNOWN).astype(np.uint8),
        example.label,
    )


def random_warp(height: int, width: int, settings: NetworkSettings, rng: np.random.Generator) -> Matrix:
    """2 x 3 matrix from example pixels to crop pixels: flip, rotation about the centre, scale, then a random place.

    A scaled example that is larger than the crop holds the crop; a smaller one lies inside it.
    """
    scale = rng.uniform(settings.scale_min, settings.scale_max)
    mirror = settings.flip and rng.random() < 0.5
    angle = np.deg2rad(rng.uniform(-settings.rotate, settings.rotate))
    spare_x, spare_y = width * scale - settings.crop, height * scale - settings.crop
    shift_x, shift_y = rng.uniform(0, 1) * spare_x, rng.uniform(0, 1) * spare_y
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) @ np.diag([-1.0 if mirror else 1.0, 1.0, 1.0])
    place = np.array([[1, 0, width * scale / 2 - shift_x], [0, 1, height * scale / 2 - shift_y], [0, 0, 1]])
    to_corner, to_middle = (
        np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]),
        np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]]),
    )
    return (to_corner @ place @ turn @ centre @ to_middle)[:2]


def warp(example: Example, matrix: Matrix, side: int) -> Example:
    """Every array of the example through the same matrix, METHOD.md decision 7.

    Bilinear picture, position and proposals, nearest class prior and label; outside the picture lie the mean colour,
    position 255, class 0, no proposal, and label 255.
    """

    def move(pixels: Bytes, outside: tuple[int, ...], interpolation: int) -> Bytes:
        moved = cv2.warpAffine(
            pixels,
            matrix,
            (side, side),
            flags=interpolation,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=[float(v) for v in outside],
        )
        return np.asarray(moved, np.uint8).reshape((side, side, *pixels.shape[2:]))

    def move_planes(planes: Bytes, interpolation: int) -> Bytes:
        # Plane by plane: OpenCV warps at most four channels at once.
        return np.stack(
            [move(np.ascontiguousarray(planes[..., k]), (0,), interpolation) for k in range(planes.shape[2])], axis=2
        )

    return Example(
        move(example.picture, MEAN_COLOUR, cv2.INTER_LINEAR),
        None if example.position is None else move(example.position, (255,), cv2.INTER_LINEAR),
        None if example.classes is None else move_planes(example.classes, cv2.INTER_NEAREST),
        None if example.proposals is None else move_planes(example.proposals, cv2.INTER_LINEAR),
        None if example.label is None else move(example.label, (IGNORED,), cv2.INTER_NEAREST),
    )


def recolour(picture: Bytes, strength: float, rng: np.random.Generator) -> Bytes:
    """Random brightness per channel, contrast and saturation, each by a factor in [1 - strength, 1 + strength].

    All of it is one matrix: saturation mixes each colour with its grey (the mean of its channels), brightness is a
    factor per channel, contrast one around the picture's mean after that.
    """
    contrast, saturation = rng.uniform(1 - strength, 1 + strength, 2)
    brightness = rng.uniform(1 - strength, 1 + strength) * rng.uniform(1 - strength / 3, 1 + strength / 3, 3)
    matrix = brightness[:, None] * (saturation * np.eye(3) + (1 - saturation) / 3)
    middle = np.mean(matrix @ cv2.mean(picture)[:3])
    shift = np.full((3, 1), (1 - contrast) * middle)
    return np.asarray(cv2.transform(picture, np.hstack([contrast * matrix, shift])), np.uint8)
