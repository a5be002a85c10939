"""Copy-paste: further training pictures for AnnNet, F's objects cut out along their masks and put into pictures of F
and W (Dwibedi et al. 2017, Ghiasi et al. 2021; measured in docs/research-log.md, entries 18 and 19).

Where masks are few, the same objects are then seen before other grounds, cut off and half hidden.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ml.data.augmentation import recolour
from ml.data.examples import Bytes
from ml.manifest import Manifest, ManifestImage, ManifestObject, load_manifest
from ml.manifest_writer import LabelledObject, LabelledPicture, save_manifest
from ml.masks import Bools, Box, ObjectMask

LEAST_SIDE = 32
"""Pixels of the shorter side of an object's mask: smaller ones are not pasted, nor made smaller than this."""
LEAST_SHOWN = 24
"""Pixels of width and height of an object that must lie inside the picture it is pasted into."""
SIZES = (0.6, 1.5)
"""How many times as large an object is pasted, at least and at most."""
MOST_OF_PICTURE = 0.95
"""Of the picture's width and height that a pasted object takes at most."""
BEYOND = 1 / 6
"""Of its width and height that it may lie outside the picture."""
COLOUR = 0.2
"""Strength of its random recolouring."""
SOFTNESS = (0.5, 1.1)
"""Sigma in pixels of the soft border it is blended in with."""
HIDDEN = 0.6
"""An object of which a larger part got covered is not taught any more."""
Size = tuple[int, int]
Cutout = tuple[ManifestImage, ManifestObject]


def paste_pictures(manifest: Manifest, folder: Path, per_picture: int, seed: int) -> list[ManifestImage]:
    """Write per_picture new pictures for each of F and W into `folder` (JPEG, and manifest.json) and return them as F.

    Each holds one or two objects of F over the picture's own ones. Those of a W picture have no mask: their boxes are
    ignored, so W's masks are never needed. Empty where F has no object large enough. The same seed gives the same
    files.
    """
    cutouts = [(image, thing) for image in manifest.part("F") for thing in image.objects if _can_be_pasted(thing)]
    backdrops = [*manifest.part("F"), *manifest.part("W")]
    if not cutouts:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng((seed, per_picture))
    drawn = _shuffled(cutouts, rng)
    pictures = (
        _write(_compose(backdrop, drawn, rng), f"{number}-{backdrop.id}", manifest.classes, folder)
        for number in range(1, per_picture + 1)
        for backdrop in backdrops
    )
    file = folder / "manifest.json"
    save_manifest(file, {"F": pictures}, manifest.classes)
    return load_manifest(file).part("F")


@dataclass(eq=False)
class _Scene:
    """A picture under way: RGB (H, W, 3), and each object's class index, box and mask."""

    picture: Bytes
    objects: list[tuple[int, Box, ObjectMask]]

    def cover(self, rect: Box, pixels: Bools, border: Bools) -> None:
        """Objects lose what a newly pasted one (bool arrays over rect) hides; along its border they are ignored."""
        for number, (index, box, mask) in enumerate(self.objects):
            over = ObjectMask(rect, pixels, None, border).over(mask.rect)
            assert over.ignored is not None
            left = mask.foreground & ~over.marked
            if np.count_nonzero(left) == np.count_nonzero(mask.foreground):
                continue
            ignored = over.ignored & mask.foreground
            if mask.ignored is not None:
                ignored |= mask.ignored & ~over.foreground
            if np.count_nonzero(left) < (1 - HIDDEN) * np.count_nonzero(mask.foreground):
                left, ignored = np.zeros_like(left), ignored | left
            shown = ObjectMask(mask.rect, left, None, ignored)
            self.objects[number] = (index, _bounds(shown) if left.any() else box, shown)


def _can_be_pasted(thing: ManifestObject) -> bool:
    if thing.mask is None or not thing.mask.foreground.any():
        return False
    x0, y0, x1, y1 = _bounds(thing.mask)
    return min(x1 - x0, y1 - y0) >= LEAST_SIDE


def _shuffled(items: Sequence[Cutout], rng: np.random.Generator) -> Iterator[Cutout]:
    """The items in random order, again and again: each is used as often as the others."""
    while True:
        yield from (items[i] for i in rng.permutation(len(items)))


def _compose(backdrop: ManifestImage, drawn: Iterator[Cutout], rng: np.random.Generator) -> _Scene:
    """The backdrop with one or two objects of other pictures."""
    scene = _Scene(
        backdrop.read().copy(), [(o.class_index, o.box, o.mask or ObjectMask.unknown(o.box)) for o in backdrop.objects]
    )
    for _ in range(rng.integers(1, 3)):
        _paste(scene, *next(drawn), rng)
    return scene


def _paste(scene: _Scene, source: ManifestImage, thing: ManifestObject, rng: np.random.Generator) -> None:
    """Put one object of the source picture somewhere into the scene."""
    height, width = scene.picture.shape[:2]
    cutout, alpha = _cut_out(source, thing, (height, width), rng)
    high, wide = alpha.shape
    left, top = (_place(own, room, rng) for own, room in ((wide, width), (high, height)))
    rect = max(left, 0), max(top, 0), min(left + wide, width), min(top + high, height)
    x0, y0, x1, y1 = rect
    seen = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    alpha = alpha[seen]
    pixels = alpha > 0.5
    if min(x1 - x0, y1 - y0) < LEAST_SHOWN or not pixels.any():
        return
    border = _border(pixels)
    scene.cover(rect, pixels, border & ~pixels)
    soft = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(*SOFTNESS))[..., None]
    part = scene.picture[y0:y1, x0:x1]
    scene.picture[y0:y1, x0:x1] = np.rint(soft * cutout[seen] + (1 - soft) * part)
    mask = ObjectMask(rect, pixels & ~border, None, border)
    if mask.foreground.any():
        scene.objects.append((thing.class_index, ObjectMask(rect, pixels).tight().rect, mask))


def _cut_out(
    source: ManifestImage, thing: ManifestObject, room: Size, rng: np.random.Generator
) -> tuple[Bytes, np.ndarray]:
    """The object at a random size, mirrored half of the time, recoloured: RGB (h, w, 3) and alpha, float32 (h, w)."""
    assert thing.mask is not None
    x0, y0, x1, y1 = _bounds(thing.mask)
    rim = round(4 * SOFTNESS[1])
    x0, y0, x1, y1 = bounds = (
        max(x0 - rim, 0),
        max(y0 - rim, 0),
        min(x1 + rim, source.width),
        min(y1 + rim, source.height),
    )
    pixels = source.read()[y0:y1, x0:x1]
    alpha = thing.mask.over(bounds).foreground.astype(np.float32)
    scale = float(np.exp(rng.uniform(*np.log(SIZES))))
    scale = max(scale, LEAST_SIDE / min(alpha.shape))
    scale = min(scale, *(MOST_OF_PICTURE * most / own for most, own in zip(room, alpha.shape, strict=True)))
    size = tuple(max(round(side * scale), 1) for side in reversed(alpha.shape))
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    pixels, alpha = cv2.resize(pixels, size, interpolation=smooth), cv2.resize(alpha, size, interpolation=smooth)
    if rng.random() < 0.5:
        pixels, alpha = np.ascontiguousarray(pixels[:, ::-1]), np.ascontiguousarray(alpha[:, ::-1])
    return recolour(np.asarray(pixels, np.uint8), COLOUR, rng), np.asarray(alpha, np.float32)


def _place(own: int, room: int, rng: np.random.Generator) -> int:
    """Where something `own` pixels long begins in a picture of `room` pixels."""
    beyond = round(own * BEYOND)
    return int(rng.integers(-beyond, max(room - own + beyond, -beyond) + 1))


def _border(pixels: Bools) -> Bools:
    """Pixels within one of the edge of `pixels`, on both sides; the array's own rim is no edge."""
    cross, shape = np.ones((3, 3), np.uint8), pixels.astype(np.uint8)
    return cv2.dilate(shape, cross) != cv2.erode(shape, cross)


def _bounds(mask: ObjectMask) -> Box:
    """Tight bounds of the foreground."""
    return ObjectMask(mask.rect, mask.foreground).tight().rect


def _write(scene: _Scene, name: str, classes: Sequence[str], folder: Path) -> LabelledPicture:
    """The scene as a file of the folder, and what is known of it."""
    file = folder / f"{name}.jpg"
    Image.fromarray(scene.picture).save(file, quality=95)
    height, width = scene.picture.shape[:2]
    objects = tuple(LabelledObject(classes[index - 1], box, mask) for index, box, mask in scene.objects)
    return LabelledPicture(name, file, width, height, objects)
