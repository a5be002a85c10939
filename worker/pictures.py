"""Decoded pictures: each is decoded once per process, and the last few stay in memory while somebody labels them."""

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from server.store.blobs import blobs

Picture = NDArray[np.uint8]
MOST_BYTES = 256 << 20

_lock = threading.Lock()
_kept: OrderedDict[str, Picture] = OrderedDict()


def picture(blob: str) -> Picture:
    """The picture of that blob, read-only uint8 RGB (H, W, 3), upright since its import; raises NotFound."""
    with _lock:
        if blob in _kept:
            _kept.move_to_end(blob)
            return _kept[blob]
    decoded = _decode(blob)
    with _lock:
        _kept[blob] = decoded
        while sum(one.nbytes for one in _kept.values()) > MOST_BYTES and len(_kept) > 1:
            _kept.popitem(last=False)
    return decoded


def _decode(blob: str) -> Picture:
    with blobs().open(blob) as source, Image.open(source) as opened:
        pixels = np.array(opened.convert("RGB"), np.uint8)
    pixels.flags.writeable = False
    return pixels
