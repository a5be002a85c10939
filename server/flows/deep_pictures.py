"""Pictures with more than 8 bits a sample: all their bits are read and shown through a window of 8 bits."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image as Pillow

from server.domain.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FULL = 65_535
WINDOW = 0.1, 99.9
"""Percentiles of all samples, all channels together so that colours stay: what lies outside is black or white."""
MOST_SAMPLES = 1 << 22
"""So many samples, evenly spread, say where the window lies."""
ROWS = 256
"""Rows scaled at a time, so that memory holds the picture once."""


@dataclass(frozen=True)
class Windowed:
    """The picture in 8 bits (L, RGB or RGBA), and the window in words."""

    picture: Pillow.Image
    words: str


def is_deep(picture: Pillow.Image) -> bool:
    """Whether an opened picture, not yet loaded, has more than 8 bits a sample that can be read."""
    return picture.mode.startswith("I") or picture.mode == "F" or _low_mode(picture) is not None


def show_in_eight_bits(picture: Pillow.Image, again: Pillow.Image) -> Windowed:
    """The picture through its window. `again`: the same file, opened anew; neither is loaded yet.

    Raises BadInput for samples that are not numbers.
    """
    import numpy as np

    values = _samples(picture, again)
    colours = values[..., :3] if values.ndim == 3 else values
    low, high = _window(colours)
    scaled = _scaled(colours, low, high)
    if values.ndim == 3 and values.shape[2] == 4:
        scaled = np.dstack([scaled, (values[..., 3] >> 8).astype(np.uint8)])
    return Windowed(Pillow.fromarray(scaled), _words(values, low, high))


def _samples(picture: Pillow.Image, again: Pillow.Image) -> "NDArray[Any]":
    """All bits: uint16 (H, W[, 3 or 4]) wherever the samples fit, else int32 or float32 (H, W)."""
    import numpy as np

    low_mode = _low_mode(picture)
    if low_mode is None:
        values = np.asarray(picture)
        fits = values.dtype.kind != "f" and values.min() >= 0 and values.max() <= FULL
        return values.astype(np.uint16) if fits else values
    # Pillow keeps 8 bits of colour samples: the upper ones, unless its unpacker takes the bytes for swapped.
    values = np.asarray(picture).astype(np.uint16)
    values <<= 8
    again.tile = [tile._replace(args=_with_mode(tile.args, low_mode)) for tile in again.tile]  # pyright: ignore
    values |= np.asarray(again)
    return values


def _low_mode(picture: Pillow.Image) -> str | None:
    """The raw mode that unpacks the lower bytes of 16-bit colour samples; None for other pictures."""
    tiles: list[Any] = getattr(picture, "tile", [])
    args: Any = tiles[0].args if tiles else None
    mode: Any = args if isinstance(args, str) or not args else args[0]
    swapped = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
    if isinstance(mode, str) and mode[:-1] in ("RGB;16", "RGBA;16") and mode[-1] in swapped:
        return mode[:-1] + swapped[mode[-1]]
    return None


def _with_mode(args: Any, mode: str) -> Any:
    return (mode, *args[1:]) if isinstance(args, tuple) else mode


def _window(values: "NDArray[Any]") -> tuple[float, float]:
    """The samples shown as black and as white; all of 16 bits when the picture uses at least half of them."""
    import numpy as np

    flat = values.reshape(-1)
    some = flat[:: max(flat.size // MOST_SAMPLES, 1)]
    if not np.isfinite(some).all() or not np.isfinite([flat.min(), flat.max()]).all():
        raise BadInput("The picture holds samples that are not numbers (NaN or infinite).", "Save it as 8-bit PNG.")
    low, high = (float(value) for value in np.percentile(some, WINDOW, method="nearest"))
    if values.dtype == np.uint16 and high - low >= FULL / 2:
        return 0, FULL
    return low, max(high, low + 1e-9)


def _scaled(values: "NDArray[Any]", low: float, high: float) -> "NDArray[np.uint8]":
    import numpy as np

    scaled = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), ROWS):
        part = (values[start : start + ROWS].astype(np.float64) - low) * (255 / (high - low))
        scaled[start : start + ROWS] = np.rint(np.clip(part, 0, 255))
    return scaled


def _words(values: "NDArray[Any]", low: float, high: float) -> str:
    kind = "16-bit samples" if values.dtype == "uint16" else "samples"
    return f"Its {kind} from {low:,.6g} to {high:,.6g} are shown as 0 to 255; the deeper original is not kept."
