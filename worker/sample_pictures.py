"""Licence-free pictures made by code, with their exact masks: what "Load the sample project" fills a project with."""

import colorsys
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SUPERSAMPLING = 3
LEAST_VISIBLE = 0.55
"""A new thing that would leave less than this of one below it is not drawn."""
SMALLEST_AREA = 350
"""Pixels; nothing smaller is drawn or left over."""

Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
Random = np.random.Generator
Polygon = tuple[NDArray[np.float64], int]
"""Points (n, 2) around the origin, about one unit out, and whether they add (255) or cut out (0)."""


@dataclass(frozen=True, eq=False)
class SampleObject:
    """One drawn thing; `mask` (bool, height x width) is what one sees of it."""

    class_name: str
    mask: Bools


@dataclass(frozen=True, eq=False)
class SamplePicture:
    """One picture as JPEG bytes, with the things in it from back to front."""

    name: str
    jpeg: bytes
    width: int
    height: int
    objects: list[SampleObject]


def sample_name(number: int) -> str:
    """What the picture of that number is called."""
    return f"sample_{number:03d}"


def draw_sample(number: int, seed: int = 7) -> SamplePicture:
    """Draw a picture of 320 x 240 to 480 x 360 pixels; the same number and seed always give the same one.

    It has a textured ground and up to six lit, shaded things that cast shadows; noise and blur come last.
    """
    random = np.random.default_rng([seed, number])
    width = int(random.integers(40, 61)) * 8
    height = width * 3 // 4
    hue = float(random.random())
    canvas = _ground(width, height, hue, random)
    objects: list[SampleObject] = []
    for _ in range(int(random.integers(2, 7))):
        class_name = CLASSES[int(random.integers(len(CLASSES)))]
        coverage = _place(SHAPES[class_name](random), width, height, random)
        below = _cover(objects, coverage >= 0.5)
        if below is not None:
            objects = [*below, SampleObject(class_name, coverage >= 0.5)]
            canvas = _paint(canvas, coverage, class_name, hue, random)
    noisy = canvas + random.normal(0, random.uniform(0.01, 0.04), canvas.shape)
    picture = Image.fromarray((np.clip(noisy, 0, 1) * 255).astype(np.uint8))
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 0.8)))).save(file, "JPEG", quality=88)
    return SamplePicture(sample_name(number), file.getvalue(), width, height, objects)


def _cover(objects: list[SampleObject], mask: Bools) -> list[SampleObject] | None:
    """What one still sees of `objects` below `mask`; None when that is too little or the mask itself is too small."""
    if np.count_nonzero(mask) < SMALLEST_AREA:
        return None
    left = [SampleObject(thing.class_name, thing.mask & ~mask) for thing in objects]
    for before, after in zip(objects, left, strict=True):
        if np.count_nonzero(after.mask) < max(LEAST_VISIBLE * np.count_nonzero(before.mask), SMALLEST_AREA):
            return None
    return left


# Shapes: polygons around the origin.


def _leaf(random: Random) -> list[Polygon]:
    """Pointed at both ends, bent, with a stem."""
    along = np.linspace(-1, 1, 40)
    rim = random.uniform(0.3, 0.5) * np.cos(along * np.pi / 2) ** random.uniform(0.7, 1.2)
    rim = rim * (1 + 0.06 * np.sin(along * random.uniform(15, 40)))
    bend = random.uniform(-0.35, 0.35) * along**2
    blade = np.concatenate([np.stack([along, bend + rim], 1), np.stack([along, bend - rim], 1)[::-1]])
    tip = np.array([[0.9, bend[-1] - 0.04], [1.35, bend[-1] - 0.02], [1.35, bend[-1] + 0.03], [0.9, bend[-1] + 0.04]])
    return [(blade, 255), (tip, 255)]


def _stone(random: Random) -> list[Polygon]:
    """A squashed circle with a few slow waves on its rim."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    waves = [random.uniform(-0.5, 0.5) / k**1.5 * np.cos(k * angle + random.uniform(0, 6.3)) for k in range(2, 7)]
    radius = 0.85 + 0.35 * np.sum(waves, 0)
    return [(np.stack([np.cos(angle) * radius, np.sin(angle) * radius * random.uniform(0.6, 1)], 1), 255)]


def _ring(random: Random) -> list[Polygon]:
    """An ellipse with a hole through which one sees what is behind."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    rim = np.stack([np.cos(angle), np.sin(angle) * random.uniform(0.55, 1)], 1)
    return [(rim, 255), (rim * random.uniform(0.45, 0.7), 0)]


def _star(random: Random) -> list[Polygon]:
    """Five to seven points."""
    points = int(random.integers(5, 8))
    angle = np.arange(2 * points) * np.pi / points
    radius = np.where(np.arange(2 * points) % 2, random.uniform(0.4, 0.6), 1.0)
    return [(np.stack([np.cos(angle) * radius, np.sin(angle) * radius], 1), 255)]


SHAPES: dict[str, Callable[[Random], list[Polygon]]] = {"leaf": _leaf, "stone": _stone, "ring": _ring, "star": _star}
CLASSES = tuple(SHAPES)


def _place(shape: list[Polygon], width: int, height: int, random: Random) -> Floats:
    """How much of each pixel the shape covers, 0 to 1, at a random place, size and turn, perhaps beyond the edge."""
    radius, angle = height * random.uniform(0.1, 0.28), random.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    center = random.uniform(0.06, 0.94, 2) * (width, height)
    canvas = Image.new("L", (width * SUPERSAMPLING, height * SUPERSAMPLING))
    draw = ImageDraw.Draw(canvas)
    for points, value in shape:
        placed = (points @ turn * radius + center) * SUPERSAMPLING
        draw.polygon([(float(x), float(y)) for x, y in placed], fill=value)
    return np.asarray(canvas.resize((width, height), Image.Resampling.BOX), np.float32) / 255


# Colours, textures and light: (height, width, 3) in 0..1.


def _ground(width: int, height: int, hue: float, random: Random) -> Floats:
    """Two related colours mixed by one of four textures, under uneven light."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    rough = _noise(width, height, 7, random)
    angle, period = random.uniform(0, np.pi), random.uniform(14, 40)
    across, along = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    textures = (
        rough,  # sand, grass, fog
        0.6 * _noise(width, height, 5, random) + 0.8 * (np.sin(across / 5 + 5 * rough) * 0.5 + 0.2),  # wood
        0.5 * rough + 0.5 * (((across // period) + (along // period)) % 2),  # tiles
        0.6 * rough + 0.4 * np.sin(across * 1.1) * np.sin(along * 1.1) + 0.2,  # cloth
    )
    mix = np.clip(textures[int(random.integers(len(textures)))], 0, 1)[..., None]
    dark = _color(hue, random.uniform(0.1, 0.6), random.uniform(0.2, 0.5))
    light = _color(hue + random.uniform(-0.1, 0.1), random.uniform(0.1, 0.5), random.uniform(0.55, 0.95))
    return (dark * (1 - mix) + light * mix) * (0.75 + 0.4 * _noise(width, height, 2, random))[..., None]


def _surface(class_name: str, coverage: Floats, ground_hue: float, random: Random) -> Floats:
    """The look of a thing: its class's colours (one in three has the ground's hue), texture, light from one side."""
    height, width = coverage.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    across = x * np.cos(angle) + y * np.sin(angle)
    rough = _noise(width, height, 7, random)
    hue_range, saturation, pattern = {
        "leaf": ((0.05, 0.4), (0.4, 0.9), 0.5 * rough + 0.5 * np.abs(np.sin(across / 4))),
        "stone": ((0.0, 1.0), (0.03, 0.25), 0.7 * rough + 0.5 * (random.random((height, width)) > 0.8)),
        "ring": ((0.08, 0.16), (0.1, 0.8), np.abs(np.sin(across / random.uniform(8, 20))) ** 2),
        "star": ((0.0, 1.0), (0.5, 1.0), 0.4 + 0.4 * rough + 0.3 * (np.sin(across / 3) > 0.4)),
    }[class_name]
    hue = ground_hue + random.normal(0, 0.03) if random.random() < 0.33 else random.uniform(*hue_range)
    dark, light = (_color(hue, random.uniform(*saturation), value) for value in (0.3, random.uniform(0.65, 1)))
    mix = np.clip(pattern, 0, 1)[..., None]
    covered = across[coverage > 0]
    lit = 0.7 + 0.5 * (across - covered.min()) / max(float(np.ptp(covered)), 1)
    rounded = 0.55 + 0.45 * np.clip(2.2 * _blur(coverage, 7) - 1.1, 0, 1)
    return (dark * (1 - mix) + light * mix) * (lit * rounded)[..., None]


def _paint(canvas: Floats, coverage: Floats, class_name: str, ground_hue: float, random: Random) -> Floats:
    """The canvas with a thing of that class laid where it covers, and a soft shadow beside it."""
    shift = tuple(int(value) for value in random.integers(-6, 7, 2))
    shadow = np.roll(_blur(coverage, random.uniform(2, 6)), shift, (0, 1)) * random.uniform(0.1, 0.5)
    shaded = canvas * (1 - shadow[..., None])
    rows, columns = np.flatnonzero(coverage.any(1)), np.flatnonzero(coverage.any(0))
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    cover = coverage[window][..., None]
    surface = _surface(class_name, coverage[window], ground_hue, random)
    shaded[window] = shaded[window] * (1 - cover) + surface * cover
    return shaded


def _noise(width: int, height: int, octaves: int, random: Random) -> Floats:
    """Cloudy noise in 0..1: coarse grids plus finer, weaker ones."""
    total = np.zeros((height, width), np.float32)
    for octave in range(1, octaves + 1):
        grid = random.random((2**octave + 1, 2**octave + 1), dtype=np.float32)
        total += np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)) * 0.62**octave
    low, high = total.min(), total.max()
    return (total - low) / (high - low)


def _blur(values: Floats, radius: float) -> Floats:
    picture = Image.fromarray((values * 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


def _color(hue: float, saturation: float, value: float) -> Floats:
    return np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value), np.float32)
