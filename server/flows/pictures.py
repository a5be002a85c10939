"""The door for pictures: opens bytes from anywhere, keeps them as upright 8-bit RGB or grey JPEG or PNG blobs."""

import io
import os
import struct
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image as Pillow
from PIL import ImageFile, ImageOps, UnidentifiedImageError

from server.domain.errors import BadInput, TooLarge
from server.flows.picture_ends import jpeg_end, png_end
from server.settings import settings
from server.store.blobs import blobs

# What cameras, scanners and data sets use. Formats that run programs (EPS, PDF) or need special care (SVG) stay out.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
EXIF_ORIENTATION = 0x0112
MAX_SIDE = 32_768  # pixels; browsers cannot draw longer pictures
THUMBNAIL_SIZES = (160, 320, 640)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
"""What Pillow raises over damaged bytes."""

Pillow.MAX_IMAGE_PIXELS = None  # the door below knows this install's limit and says it in words
ImageFile.LOAD_TRUNCATED_IMAGES = False


@dataclass(frozen=True)
class Picture:
    """A kept picture: its blob's sha256, media type, and size in pixels, upright."""

    blob: str
    media_type: str
    width: int
    height: int


def keep_picture(source: BinaryIO) -> Picture:
    """Check the picture in `source` (seekable) and keep it as a blob; call this before the transaction that uses it.

    The bytes stay as they are when they already are an upright 8-bit RGB or grey JPEG or PNG with nothing behind its
    end; otherwise the pixels are kept, upright, as PNG. Raises BadInput or TooLarge and keeps nothing.
    """
    _require_size(source)
    with _in_words():
        picture, format = _decode(source)
        plain = format in MEDIA_TYPES and picture.mode in ("RGB", "L") and _is_plain(source, picture, format)
        upright = picture if plain else _normalise(picture)
    if plain:
        source.seek(0)
        return Picture(blobs().put(source), MEDIA_TYPES[format], picture.width, picture.height)
    encoded = io.BytesIO()
    upright.save(encoded, "PNG", compress_level=3)
    encoded.seek(0)
    return Picture(blobs().put(encoded), "image/png", upright.width, upright.height)


def _require_size(source: BinaryIO) -> None:
    size = source.seek(0, io.SEEK_END)
    limit = settings().max_picture_mb
    if size == 0:
        raise BadInput("The picture is empty (0 bytes).", "Send the file again.")
    if size > limit << 20:
        raise TooLarge(f"The picture has {size / (1 << 20):.0f} MiB, the limit is {limit}.", "Make it smaller.")


def _decode(source: BinaryIO) -> tuple[Pillow.Image, str]:
    """Open the picture, check its size before decoding, decode it whole; return it with its format's name."""
    source.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd but readable metadata
        picture = Pillow.open(source, formats=FORMATS)
        _require_pixels(picture)
        if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":  # a JPEG with its preview
            raise BadInput("The picture is animated or has several pages.", "Save one frame as PNG or JPEG.")
        picture.load()
    return picture, picture.format or ""


@contextmanager
def _in_words() -> Generator[None]:
    """What Pillow raises over pixels or metadata (it also meets them when it looks which way is up), for people."""
    try:
        yield
    except UnidentifiedImageError:
        hint = f"Send one of {', '.join(FORMATS)}; convert others (SVG, HEIC, RAW) first."
        raise BadInput("This is not a picture that can be read.", hint) from None
    except BROKEN as problem:
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


def _is_plain(source: BinaryIO, picture: Pillow.Image, format: str) -> bool:
    """Whether the bytes may be kept: no rotation, no transparency, eight bits, and nothing behind the picture's end."""
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
    """The pixels upright in 8-bit RGB or grey; transparent ones over white, 16 bits scaled to 8."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I") or upright.mode == "F":
        return _to_eight_bits(upright)
    if upright.has_transparency_data:
        over = Pillow.new("RGBA", upright.size, "white")
        return Pillow.alpha_composite(over, upright.convert("RGBA")).convert("RGB")
    plain = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    return Pillow.frombytes(plain.mode, plain.size, plain.tobytes())  # pixels only, no metadata to carry over


def _to_eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Grey of more than 8 bits: 16-bit samples by their upper byte, anything else stretched from its own range."""
    import numpy as np

    values = np.asarray(picture, dtype=np.float64)
    if not np.isfinite(values).all():
        raise BadInput("The picture holds samples that are not numbers (NaN or infinite).", "Save it as 8-bit PNG.")
    if values.min() >= 0 and values.max() <= 65_535 and picture.mode != "F":
        scaled = values / 257
    else:
        scaled = (values - values.min()) * (255 / max(float(np.ptp(values)), 1e-9))
    return Pillow.fromarray(np.rint(scaled).astype(np.uint8), "L")


def thumbnail(blob: str, size: int) -> Path:
    """A JPEG of the picture, at most the next of THUMBNAIL_SIZES pixels a side; made once, then kept in a folder."""
    size = next((one for one in THUMBNAIL_SIZES if one >= size), THUMBNAIL_SIZES[-1])
    path = settings().data.resolve() / "thumbnails" / blob[:2] / f"{blob}-{size}.jpg"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with blobs().open(blob) as source, Pillow.open(source, formats=FORMATS) as picture:
            picture.draft("RGB", (size, size))  # lets JPEG decode at a fraction
            small = picture.convert("RGB")
            small.thumbnail((size, size))
            _write_whole(small, path)
    return path


def _write_whole(picture: Pillow.Image, path: Path) -> None:
    """Save so that nobody ever reads half a file."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(descriptor, "wb") as target:
        picture.save(target, "JPEG", quality=85)
    Path(name).replace(path)
