"""The door for pictures: what is sent becomes upright 8-bit RGB or grey, or is refused and leaves nothing."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from server.settings import settings
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Event, Image
from tests.conftest import ON_SQLITE, People, add_image, checked, picture_bytes

pytestmark = ON_SQLITE

RNG = np.random.default_rng(3)
NOISE = RNG.integers(0, 256, (30, 40, 3), dtype=np.uint8)


def encoded(picture: Pillow.Image, format: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, format, **options)
    return target.getvalue()


def stored(image_id: int) -> tuple[Image, bytes]:
    with database().read() as session:
        row = session.get_one(Image, image_id)
    with blobs().open(row.blob) as source:
        return row, source.read()


def opened(data: bytes) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(data))
    picture.load()
    return picture


def upload(people: People, data: bytes, name: str = "one.jpg") -> Any:
    return people.admin.post(f"/projects/{people.project['id']}/images", files={"file": (name, data)})


def rotated_jpeg(orientation: int = 6) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return encoded(Pillow.fromarray(NOISE), "JPEG", quality=95, exif=exif)


PLAIN = {
    "jpeg": encoded(Pillow.fromarray(NOISE), "JPEG"),
    "progressive": encoded(Pillow.fromarray(NOISE), "JPEG", progressive=True),
    "restarts": encoded(Pillow.fromarray(NOISE), "JPEG", restart_marker_blocks=1),
    "grey jpeg": encoded(Pillow.fromarray(NOISE[..., 0]), "JPEG"),
    "png": encoded(Pillow.fromarray(NOISE), "PNG"),
    "grey png": encoded(Pillow.fromarray(NOISE[..., 0]), "PNG"),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_pictures_stay_byte_for_byte(people: People, kind: str) -> None:
    image = checked(upload(people, PLAIN[kind]), 201)
    row, data = stored(image["id"])
    assert data == PLAIN[kind]
    assert (row.width, row.height) == (40, 30)
    assert row.media_type == ("image/png" if "png" in kind else "image/jpeg")


def sixteen_bit_rgb_png() -> bytes:
    """A 2 x 1 PNG with 16 bits a channel, made by hand: Pillow does not write them."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    row = b"\0" + struct.pack(">6H", 0xFFFF, 0x8080, 0, 0x0101, 0xFFFF, 0x4040)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")


def palette_with_alpha() -> bytes:
    picture = Pillow.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0])
    picture.putdata([0, 1])
    return encoded(picture, "PNG", transparency=bytes([255, 0]))


def test_odd_pictures_become_plain_ones(people: People) -> None:
    grey16 = Pillow.fromarray(np.array([[0, 257, 65535]], dtype=np.uint16))
    rgba = Pillow.new("RGBA", (1, 1), (200, 100, 50, 0))
    cases: list[tuple[bytes, str, list[Any]]] = [
        (encoded(grey16, "PNG"), "L", [0, 1, 255]),
        (encoded(grey16, "TIFF"), "L", [0, 1, 255]),
        (sixteen_bit_rgb_png(), "RGB", [(255, 128, 0), (1, 255, 64)]),
        (palette_with_alpha(), "RGB", [(255, 0, 0), (255, 255, 255)]),
        (encoded(rgba, "PNG"), "RGB", [(255, 255, 255)]),
        (encoded(Pillow.new("CMYK", (1, 1), (0, 255, 255, 0)), "TIFF"), "RGB", [(255, 0, 0)]),
        (encoded(Pillow.new("1", (2, 1), 1), "PNG"), "L", [255, 255]),
        (encoded(Pillow.new("LA", (1, 1), (80, 0)), "PNG"), "RGB", [(255, 255, 255)]),
        (encoded(Pillow.new("LA", (1, 1), (80, 255)), "PNG"), "RGB", [(80, 80, 80)]),
        (encoded(Pillow.fromarray(np.array([[-1.5, 0.5, 2.5]], np.float32)), "TIFF"), "L", [0, 128, 255]),
        (encoded(Pillow.new("RGB", (1, 1), (9, 8, 7)), "BMP"), "RGB", [(9, 8, 7)]),
        (encoded(Pillow.new("RGB", (1, 1), (9, 8, 7)), "WEBP", lossless=True), "RGB", [(9, 8, 7)]),
        (encoded(Pillow.new("P", (1, 1), 0), "GIF"), "RGB", [(0, 0, 0)]),
    ]
    for number, (data, mode, pixels) in enumerate(cases):
        image = checked(upload(people, data, f"{number}.png"), 201)
        row, kept = stored(image["id"])
        picture = opened(kept)
        assert (row.media_type, picture.format, picture.mode) == ("image/png", "PNG", mode), number
        assert list(picture.get_flattened_data()) == pixels, number


def test_a_cmyk_jpeg_becomes_rgb(people: People) -> None:
    data = encoded(Pillow.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=95)
    _, kept = stored(checked(upload(people, data), 201)["id"])
    red, green, blue = np.asarray(opened(kept))[4, 4]
    assert red > 240
    assert max(green, blue) < 15


def test_a_rotated_photo_is_kept_upright(people: People) -> None:
    data = rotated_jpeg(6)  # "turn by 90 degrees clockwise"
    image = checked(upload(people, data), 201)
    row, kept = stored(image["id"])
    assert (image["width"], image["height"]) == (30, 40) == (row.width, row.height)
    upright = opened(kept)
    assert np.array_equal(np.asarray(upright), np.rot90(np.asarray(opened(data)), -1))
    assert 0x0112 not in upright.getexif()


def test_what_lies_behind_a_picture_is_not_kept(people: People) -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>"
    for number, tail in enumerate((hidden, hidden + b"\xff\xd9", hidden + b"IEND\xae\x42\x60\x82")):
        for kind in ("jpeg", "progressive", "png"):
            image = checked(upload(people, PLAIN[kind] + tail, f"{kind}{number}.jpg"), 201)
            _, kept = stored(image["id"])
            assert hidden not in kept
            assert np.array_equal(np.asarray(opened(kept)), np.asarray(opened(PLAIN[kind])))


def flood_png() -> bytes:
    """A small file that says it has 50000 x 50000 pixels."""
    good = picture_bytes()
    head = struct.pack(">II", 50_000, 50_000) + good[24:29]
    return good[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + good[33:]


def animated(format: str) -> bytes:
    frames = [Pillow.fromarray(NOISE), Pillow.fromarray(255 - NOISE)]
    return encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=50)


def broken_exif() -> bytes:
    """Whole pixels; the metadata that says which way is up begins with the wrong bytes."""
    return encoded(Pillow.fromarray(NOISE), "PNG", exif=b"??\0*\0\0\0\x08\0\0")


REFUSED = {
    "empty": (b"", 422, "0 bytes"),
    "text": (b"not a picture at all", 422, "not a picture"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 422, "not a picture"),
    "html": (b"<!doctype html><script>alert(1)</script>", 422, "not a picture"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", 422, "not a picture"),
    "truncated jpeg": (PLAIN["jpeg"][: len(PLAIN["jpeg"]) // 2], 422, "broken"),
    "truncated png": (PLAIN["png"][: len(PLAIN["png"]) // 2], 422, "broken"),
    "png head only": (PLAIN["png"][:40], 422, "not a picture"),
    "broken metadata": (broken_exif(), 422, "broken"),
    "flipped bits": (PLAIN["png"][:60] + b"\0" * 40 + PLAIN["png"][100:], 422, "broken"),
    "flood": (flood_png(), 413, "50000 x 50000"),
    "animated gif": (animated("GIF"), 422, "animated"),
    "animated png": (animated("PNG"), 422, "animated"),
    "animated webp": (animated("WEBP"), 422, "animated"),
    "pages": (animated("TIFF"), 422, "animated"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_and_leaves_nothing(people: People, install: Path, kind: str) -> None:
    data, status, words = REFUSED[kind]
    response = upload(people, data)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert words in error["message"]
    assert error["hint"]
    assert [path for path in (install / "blobs").rglob("*") if path.is_file()] == []
    with database().read() as session:
        assert (session.query(Image).count(), session.query(Event).filter_by(kind="image.added").count()) == (0, 0)


def deep(values: np.ndarray) -> bytes:
    """16-bit samples as PNG or, with colours, as TIFF."""
    kind = ".png" if values.ndim == 2 else ".tif"
    return cv2.imencode(kind, values[..., ::-1] if values.ndim == 3 else values)[1].tobytes()


def test_sixteen_bits_are_shown_through_a_window(people: People) -> None:
    """12-bit data in 16-bit files would be nearly black by their upper bytes; a hot pixel must not darken the rest."""
    grey = np.repeat(np.arange(1000, 3000, dtype=np.uint16), 2).reshape(40, 100)
    grey[0, 0] = 65_535
    image = checked(upload(people, deep(grey), "grey.png"), 201)
    shown = np.asarray(opened(stored(image["id"])[1])).astype(float)
    low, high = 1002.0, 2998.0  # the 4th of 4000 samples from either end: 0.1 %
    assert image["note"] == (
        "Its 16-bit samples from 1,002 to 2,998 are shown as 0 to 255; the deeper original is not kept."
    )
    assert np.abs(shown - np.clip((grey - low) * 255 / (high - low), 0, 255)).max() <= 0.5

    colours = np.stack([grey, grey // 2, grey // 4], axis=-1)
    image = checked(upload(people, deep(colours), "colours.tif"), 201)
    shown = np.asarray(opened(stored(image["id"])[1])).astype(float)
    assert shown.shape == (40, 100, 3)
    assert "16-bit samples from 25" in image["note"]
    ratio = (shown[20, 50, 0] - shown[20, 50, 1]) / (shown[20, 50, 1] - shown[20, 50, 2])
    assert ratio == pytest.approx(2, abs=0.05)  # one window for all channels: colours keep their proportions


def test_a_deep_picture_is_upright_and_keeps_its_transparency(people: People) -> None:
    values = np.full((2, 3, 4), 65_535, np.uint16)
    values[0, 0] = (0, 0, 0, 65_535)
    values[1, 2] = (0, 0, 0, 0)
    data = cv2.imencode(".png", values)[1].tobytes()
    shown = opened(stored(checked(upload(people, data, "alpha.png"), 201)["id"])[1])
    assert shown.getpixel((0, 0)) == (0, 0, 0)
    assert shown.getpixel((2, 1)) == (255, 255, 255)
    exif = Pillow.Exif()
    exif[0x0112] = 6
    turned = encoded(Pillow.fromarray(np.array([[0, 65_535]], dtype=np.uint16)), "TIFF", exif=exif)
    shown = opened(stored(checked(upload(people, turned, "turned.tif"), 201)["id"])[1])
    assert (shown.size, list(shown.get_flattened_data())) == ((1, 2), [0, 255])


def test_a_float_picture_with_nan_is_refused(people: People) -> None:
    data = encoded(Pillow.fromarray(np.array([[0.5, np.nan]], dtype=np.float32)), "TIFF")
    assert "NaN" in upload(people, data).json()["error"]["message"]


def test_the_limits_are_settings(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOXWRIGHT_MAX_PICTURE_MEGAPIXELS", "0")
    settings.cache_clear()
    assert upload(people, PLAIN["png"]).status_code == 413
    monkeypatch.setenv("BOXWRIGHT_MAX_PICTURE_MEGAPIXELS", "1")
    monkeypatch.setenv("BOXWRIGHT_MAX_PICTURE_MB", "0")
    settings.cache_clear()
    assert upload(people, PLAIN["png"]).status_code == 413


def test_the_extension_does_not_matter_and_names_are_made_safe(people: People) -> None:
    image = checked(upload(people, PLAIN["png"], "holiday.photo.jpg"), 201)
    assert image["name"] == "holiday.photo"
    assert checked(upload(people, PLAIN["png"], "C:\\pictures\\cat.bmp"), 201)["name"] == "cat"
    assert checked(upload(people, PLAIN["png"], "../../etc/passwd"), 201)["name"] == "passwd"
    for bad in ("..", ".jpg", "a:b.jpg", "x" * 201 + ".jpg", "ü" * 101 + ".jpg", "a?.png"):
        assert upload(people, PLAIN["png"], bad).status_code == 422, bad
    assert upload(people, PLAIN["jpeg"], "cat.png").status_code == 409


def test_pictures_are_served_harmless_and_cacheable(people: People) -> None:
    image = add_image(people.admin, people.project["id"], data=PLAIN["jpeg"])
    path = f"/projects/{people.project['id']}/images/{image['id']}"
    response = people.annotator.get(f"{path}/file?blob={image['blob']}")
    assert response.content == PLAIN["jpeg"]
    assert response.headers["content-type"] == "image/jpeg"
    assert response.headers["content-length"] == str(len(PLAIN["jpeg"]))
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"
    again = people.annotator.get(f"{path}/file", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"  # the address does not name these bytes
    assert people.annotator.get(f"{path}/file?blob={'0' * 64}").status_code == 404
