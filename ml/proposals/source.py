"""Further sources of proposals: anything that answers boxes with masks, and a promptable segmenter as an ONNX file as
the example.
"""

import hashlib
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box

MARGIN = 0.4  # of the box's sides, on each side
FREE_SIDE = 256  # of the crop when the file leaves its size open


class SourceError(ValueError):
    """A source that cannot be used: the file is missing, or is not what `OnnxSource` describes."""


class Prompt(Protocol):
    """A picture that was looked at; ask for as many of its boxes as wanted."""

    def __call__(self, box: Box) -> Bools:
        """Foreground of the box, bool (box_h, box_w)."""
        ...


class Source(Protocol):
    """Looks at a picture once, then answers its boxes (the interface of promptable segmenters). Threads may share it:
    what it knows of a picture is in the answer, not in the source.
    """

    def look_at(self, image: NDArray[np.uint8]) -> Prompt:
        """The RGB picture (H, W, 3), ready to be asked."""
        ...


class OnnxSource:
    """A promptable segmenter in one ONNX file.

    One input, float32 (1, 4, S, S): the box with 40 % of its sides around it, scaled to a square; planes red, green,
    blue in 0..1 and the box (1 inside, 0 outside); what lies beyond the picture is 0. One output, float32
    (1, 1, S, S): log odds of foreground. S is the file's, or 256 where it leaves the size open. A segmenter with an
    encoder and a decoder (Segment Anything) fits when both are exported as one graph that finds the box in plane 4;
    normalising colours belongs into the graph too. The session is only read: threads may share it.
    """

    def __init__(self, file: Path) -> None:
        """Open the file; SourceError says what is wrong with it."""
        import onnxruntime

        if not file.is_file():
            raise SourceError(f"proposals: there is no file {file}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # many processes propose side by side
        try:
            self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as problem:  # onnxruntime raises a dozen kinds without a common base
            raise SourceError(f"{file} cannot be opened as an ONNX model: {problem}") from problem
        inputs = self._session.get_inputs()
        shape = inputs[0].shape
        if len(inputs) != 1 or len(shape) != 4 or shape[1] != 4 or inputs[0].type != "tensor(float)":
            wrong = ", ".join(f"{each.name} {each.type} {each.shape}" for each in inputs)
            raise SourceError(f"{file} must have one float32 input (1, 4, S, S), red green blue box; it has {wrong}")
        self._file, self._input = file, inputs[0].name
        self._side = shape[2] if isinstance(shape[2], int) else FREE_SIDE

    def look_at(self, image: NDArray[np.uint8]) -> Prompt:
        """The RGB picture (H, W, 3), ready to be asked; foreground is where the log odds are above 0."""
        return partial(self._propose, image)

    def _propose(self, image: NDArray[np.uint8], box: Box) -> Bools:
        to_crop = _to_crop(box, self._side)
        size = (self._side, self._side)
        planes = np.zeros((4, *size), np.float32)
        # Bytes become floats after the warp: a picture of 20 megapixels is then not converted for every box.
        crop = np.asarray(cv2.warpAffine(image, to_crop, size, flags=cv2.INTER_LINEAR), np.float32)
        planes[:3] = crop.transpose(2, 0, 1) / 255
        x, y = (np.arange(self._side) + 0.5 for _ in range(2))
        left, top = to_crop @ (box[0] - 0.5, box[1] - 0.5, 1) + 0.5
        right, bottom = to_crop @ (box[2] - 0.5, box[3] - 0.5, 1) + 0.5
        planes[3] = ((y > top) & (y < bottom))[:, None] & ((x > left) & (x < right))[None, :]
        try:
            odds = np.asarray(self._session.run(None, {self._input: planes[None]})[0], np.float32)
        except Exception as problem:  # as above: no common base
            raise SourceError(f"{self._file} failed on a crop (1, 4, {size[0]}, {size[1]}): {problem}") from problem
        if odds.shape != (1, 1, *size):
            raise SourceError(f"{self._file} answers {odds.shape}; log odds (1, 1, {size[0]}, {size[1]}) were expected")
        inside = np.array([[1, 0, box[0]], [0, 1, box[1]]], np.float32)
        back = to_crop @ np.vstack([inside, [0, 0, 1]])  # pixel of the box -> pixel of the crop
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        box_size = (box[2] - box[0], box[3] - box[1])
        return cv2.warpAffine(odds[0, 0], back, box_size, flags=flags, borderMode=cv2.BORDER_REPLICATE) > 0


def open_source(recipe: str) -> Source:
    """The source a recipe names: the path of an .onnx file. Opened once per process and content of the file."""
    return _open(Path(recipe), source_sha256(recipe))


def source_sha256(recipe: str) -> str:
    """Hash of the file a recipe names; SourceError when there is none."""
    file = Path(recipe)
    if not file.is_file():
        raise SourceError(f"proposals: there is no file {file}")
    status = file.stat()
    return _sha256(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _sha256(file: Path, changed: int, size: int) -> str:
    """Read once until the file changes: it may have hundreds of megabytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@lru_cache(maxsize=2)
def _open(file: Path, sha256: str) -> OnnxSource:
    return OnnxSource(file)


def _to_crop(box: Box, side: int) -> NDArray[np.float64]:
    """(2, 3) matrix from pixel centres of the picture to those of the square crop."""
    x0, y0, x1, y1 = box
    left, top = x0 - MARGIN * (x1 - x0), y0 - MARGIN * (y1 - y0)
    scale_x, scale_y = (side / ((1 + 2 * MARGIN) * length) for length in (x1 - x0, y1 - y0))
    # Pixel i covers i..i + 1: its centre is half a pixel further.
    shift_x, shift_y = (0.5 - left) * scale_x - 0.5, (0.5 - top) * scale_y - 0.5
    return np.array([[scale_x, 0, shift_x], [0, scale_y, shift_y]])
