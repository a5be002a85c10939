"""The door for pictures: opens bytes from anywhere, keeps them as upright 8-bit RGB or grey JPEG or PNG blobs."""

import io
import struct
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image as Pillow
from PIL import ImageFile, ImageOps, UnidentifiedImageError

from server.domain.errors import BadInput, TooLarge
from server.domain.pyramid import Pyramid
from server.flows.deep_pictures import is_deep, show_in_eight_bits
from server.flows.picture_ends import jpeg_end, png_end
from server.settings import settings
from server.store.blobs import blobs
from server.store.outages import is_ours

# What cameras, scanners and data sets use. Formats that run programs (EPS, PDF) or need special care (SVG) stay out.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
EXIF_ORIENTATION = 0x0112
MAX_SIDE = 32_768  # pixels; browsers cannot draw longer pictures
BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
"""What Pillow raises over damaged bytes."""

Pillow.MAX_IMAGE_PIXELS = None  # the door below knows this install's limit and says it in words
ImageFile.LOAD_TRUNCATED_IMAGES = False

_large = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A kept picture: its blob's sha256, media type, and size in pixels, upright; `note`: what became of odd pixels."""

    blob: str
    media_type: str
    width: int
    height: int
    note: str | None = None


@dataclass(frozen=True)
class _Read:
    """A picture's bytes as they are to be kept."""

    data: BinaryIO
    media_type: str
    size: tuple[int, int]
    note: str | None = None


def keep_picture(source: BinaryIO) -> Picture:
    """Check the picture in `source` (seekable) and keep it as a blob; call this before the transaction that uses it.

    The bytes stay as they are when they already are an upright 8-bit RGB or grey JPEG or PNG with nothing behind its
    end; otherwise the pixels are kept, upright, as PNG. Raises BadInput or TooLarge and keeps nothing.
    """
    _require_size(source)
    with _in_words(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd but readable metadata
        picture = _open(source)
        with turn_for(picture.size):
            read = _read(source, picture)
    return Picture(blobs().put(read.data), read.media_type, *read.size, read.note)


@contextmanager
def open_kept(blob: str) -> Generator[Pillow.Image]:
    """A kept picture, to be decoded inside; raises NotFound when its blob is gone, BadInput when it is damaged."""
    with (
        blobs().open(blob) as source,
        _in_words(),
        Pillow.open(source, formats=FORMATS) as picture,
        turn_for(picture.size),
    ):
        yield picture


@contextmanager
def turn_for(size: tuple[int, int]) -> Generator[None]:
    """Decode a picture of this size inside: large ones wait for each other, so that memory holds one at a time."""
    with _large if Pyramid(*size).is_tiled else nullcontext():
        yield


def _require_size(source: BinaryIO) -> None:
    size = source.seek(0, io.SEEK_END)
    limit = settings().max_picture_mb
    if size == 0:
        raise BadInput("The picture is empty (0 bytes).", "Send the file again.")
    if size > limit << 20:
        raise TooLarge(f"The picture has {size / (1 << 20):.0f} MiB, the limit is {limit}.", "Make it smaller.")


def _open(source: BinaryIO) -> Pillow.Image:
    """Read the picture's head: its size is checked before anything is decoded."""
    source.seek(0)
    picture = Pillow.open(source, formats=FORMATS)
    _require_pixels(picture)
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":  # a JPEG with its preview
        raise BadInput("The picture is animated or has several pages.", "Save one frame as PNG or JPEG.")
    return picture


def _read(source: BinaryIO, picture: Pillow.Image) -> _Read:
    """Decode the picture whole, and say which bytes to keep of it."""
    note = None
    if is_deep(picture):
        shown = show_in_eight_bits(picture, _open(source))
        shown.picture.getexif()[EXIF_ORIENTATION] = picture.getexif().get(EXIF_ORIENTATION, 1)
        picture, note = shown.picture, shown.words
    else:
        picture.load()
        if _is_plain(source, picture):
            source.seek(0)
            return _Read(source, MEDIA_TYPES[picture.format or ""], picture.size)
    upright, encoded = _normalise(picture), io.BytesIO()
    upright.save(encoded, "PNG", compress_level=3)
    encoded.seek(0)
    return _Read(encoded, "image/png", upright.size, note)


@contextmanager
def _in_words() -> Generator[None]:
    """What Pillow raises over pixels or metadata (it also meets them when it looks which way is up), for people."""
    try:
        yield
    except UnidentifiedImageError:
        hint = f"Send one of {', '.join(FORMATS)}; convert others (SVG, HEIC, RAW) first."
        raise BadInput("This is not a picture that can be read.", hint) from None
    except BROKEN as problem:
        if is_ours(problem):
            raise
        raise BadInput(f"The picture is broken: {problem}.", "Save it again with another program.") from None
    except MemoryError:
        raise TooLarge("The picture does not fit into memory.", "Make it smaller.") from None


def _require_pixels(picture: Pillow.Image) -> None:
    width, height = picture.size
    limit = settings().max_picture_megapixels
    if width * height > limit * 1_000_000 or max(width, height) > MAX_SIDE:
        hint = f"At most {limit} megapixels and {MAX_SIDE} pixels a side are accepted: scale it down."
        raise TooLarge(f"The picture has {width} x {height} pixels.", hint)
    if not width or not height:
        raise BadInput("The picture has no pixels.", "Save it again with another program.")


def _is_plain(source: BinaryIO, picture: Pillow.Image) -> bool:
    """Whether the bytes may be kept: no rotation, no transparency, eight bits, and nothing behind the picture's end."""
    format = picture.format
    if format not in MEDIA_TYPES or picture.mode not in ("RGB", "L"):
        return False
    if picture.getexif().get(EXIF_ORIENTATION, 1) != 1 or "transparency" in picture.info:
        return False
    if format == "PNG" and _png_bits(source) != 8:
        return False
    source.seek(0)
    data = source.read()
    return (jpeg_end(data) if format == "JPEG" else png_end(data)) == len(data)


def _png_bits(source: BinaryIO) -> int:
    """Bits per channel from a PNG's IHDR (byte 24); Pillow shows 1-, 2- and 16-bit PNGs as other modes or as 8 bits."""
    source.seek(24)
    return source.read(1)[0]


def _normalise(picture: Pillow.Image) -> Pillow.Image:
    """The pixels upright in 8-bit RGB or grey; transparent ones over white."""
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        over = Pillow.new("RGBA", upright.size, "white")
        upright = Pillow.alpha_composite(over, upright.convert("RGBA"))
    plain = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    plain.info.clear()  # pixels only, no metadata to carry over
    return plain
