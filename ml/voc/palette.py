"""VOC's label pictures: palette PNGs whose pixel values are class indices or object numbers, 255 = void."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ml.voc.errors import VocError

VOC_CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip

MOST_PIXELS = 2**28


def voc_palette() -> NDArray[np.uint8]:
    """(256, 3) RGB colours of the VOC development kit: bit k of r, g, b is bit 3 (7 - k), + 1, + 2 of the index."""
    index = np.arange(256)[:, None]
    shifts = np.arange(8)
    bits = (index[..., None] >> (3 * shifts + np.arange(3)[:, None])) & 1  # (256, 3, 8)
    return (bits << (7 - shifts)).sum(2).astype(np.uint8)


def read_label_png(file: Path) -> NDArray[np.uint8]:
    """Pixel values (H, W) uint8 of a palette or grey PNG. VocError when it is damaged or has colours instead of values.

    Pillow and not OpenCV: OpenCV 5 turns palette pictures into colours.
    """
    try:
        with Image.open(file, formats=["PNG"]) as picture:
            if picture.mode not in ("P", "L"):
                raise VocError(file, f"has {picture.mode} pixels; label pictures are palette or 8-bit grey PNGs")
            if picture.width * picture.height > MOST_PIXELS:  # before a byte of it is decoded
                raise VocError(file, f"has {picture.width} x {picture.height} pixels, more than {MOST_PIXELS}")
            return np.array(picture)
    except FileNotFoundError:
        raise VocError(file, "is missing") from None
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as problem:
        raise VocError(file, f"is no readable PNG ({problem})") from problem


def label_png(values: NDArray[np.uint8]) -> bytes:
    """PNG bytes of uint8 (H, W) values with the VOC palette."""
    picture = Image.fromarray(values).convert("L")
    picture.putpalette(voc_palette().tobytes())
    file = BytesIO()
    picture.save(file, "PNG", optimize=False)
    return file.getvalue()
