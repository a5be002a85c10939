"""Manifests: what is read, and that contradictions are found before anything happens."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ml.manifest import ManifestError, load_manifest, read_picture
from tests.ml.round_pictures import paint, write_manifest


def test_reads_parts_boxes_classes_and_masks(tmp_path: Path):
    manifest = load_manifest(write_manifest(tmp_path))
    assert manifest.classes == ("disc", "bar")
    assert [len(manifest.part(part)) for part in ("F", "W", "gold")] == [3, 3, 2]
    picture, objects = paint(0)
    first = manifest.part("F")[0]
    assert first.boxes == [box for box, _, _ in objects]
    assert first.classes == [1, 2]
    np.testing.assert_array_equal(first.read(), picture)
    mask = first.objects[0].mask
    assert mask is not None
    np.testing.assert_array_equal(mask.paste(*picture.shape[:2]).foreground, objects[0][2])
    manifest.check_files()


def _image(part: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda data: change(next(image for image in data["images"] if image["part"] == part))


def _twin(image: dict[str, Any], part: str) -> dict[str, Any]:
    """The same picture under another name."""
    return {**image, "id": "again", "part": part}


BAD: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("version", lambda d: d.update(version=2)),
    ("at least one name", lambda d: d.update(classes=[])),
    ("class disc appears twice", lambda d: d.update(classes=["disc", "disc"])),
    ("no F image with an object", lambda d: d.update(images=[i for i in d["images"] if i["part"] != "F"])),
    ("does not exist", _image("F", lambda i: i.update(file="nowhere.png"))),
    ('it must be "F", "W" or "gold"', _image("F", lambda i: i.update(part="X"))),
    ("unknown class 3", _image("F", lambda i: i["objects"][0].update({"class": 3}))),
    ("from 1 on", _image("F", lambda i: i["objects"][0].update({"class": 0}))),
    (
        "W images have boxes only",
        _image("W", lambda i: i["objects"][0].update(mask={"rect": [0, 0, 1, 1], "foreground": "01"})),
    ),
    ("needs a mask", _image("gold", lambda i: i["objects"][0].update(mask=None))),
    ("leaves the 72x56 picture", _image("W", lambda i: i["objects"][0].update(box=[0, 0, 73, 5]))),
    ("is empty or leaves", _image("W", lambda i: i["objects"][0].update(box=[5, 5, 5, 9]))),
    ("four whole numbers", _image("W", lambda i: i["objects"][0].update(box=[0, 0, 1.5, 5]))),
    ("run lengths", _image("F", lambda i: i["objects"][0]["mask"].update(foreground="1"))),
    ("an id names files", _image("F", lambda i: i.update(id="../x"))),
    ("it may have 200 characters", _image("F", lambda i: i.update(id="x" * 201))),
    ("appears twice", lambda d: d["images"].append(d["images"][0])),
    ("run-length string, not int", _image("F", lambda i: i["objects"][0]["mask"].update(foreground=5))),
    ("is the same picture as image again of gold", lambda d: d["images"].append(_twin(d["images"][0], "gold"))),
    ("champion", lambda d: d.update(champion="gone.safetensors")),
]


@pytest.mark.parametrize(("message", "spoil"), BAD, ids=[message for message, _ in BAD])
def test_contradictions_are_found(tmp_path: Path, message: str, spoil: Callable[[dict[str, Any]], Any]):
    path = write_manifest(tmp_path)
    data = json.loads(path.read_text())
    spoil(data)
    path.write_text(json.dumps(data))
    with pytest.raises(ManifestError) as problem:
        load_manifest(path)
    assert message in str(problem.value)


def test_a_missing_or_broken_manifest_is_explained(tmp_path: Path):
    with pytest.raises(ManifestError, match="does not exist"):
        load_manifest(tmp_path / "no.json")
    (tmp_path / "broken.json").write_text("{")
    for content in ("{", "[" * 100_000, '{"version": ' + "9" * 5_000 + "}"):
        (tmp_path / "broken.json").write_text(content)
        with pytest.raises(ManifestError, match=r"broken\.json is not readable JSON"):
            load_manifest(tmp_path / "broken.json")


def test_changed_and_corrupt_pictures_are_found(tmp_path: Path):
    path = write_manifest(tmp_path)
    picture = tmp_path / "0.png"
    whole = picture.read_bytes()
    picture.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ManifestError, match=r"image-0.*changed since"):
        load_manifest(path).check_files()
    with pytest.raises(ManifestError, match="cannot be read as a picture"):
        read_picture(picture)


def test_a_picture_nobody_has_memory_for_is_refused(tmp_path: Path):
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"0")), (b"IEND", b""))
    png = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    (tmp_path / "vast.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(png))
    with pytest.raises(ManifestError, match=r"vast\.png cannot be read as a picture"):
        read_picture(tmp_path / "vast.png")


def test_a_picture_of_sixteen_bits_is_refused_and_not_made_white(tmp_path: Path):
    Image.fromarray(np.full((4, 5), 20_000, np.uint16)).save(tmp_path / "deep.png")
    with pytest.raises(ManifestError, match=r"deep\.png has more than 8 bits"):
        read_picture(tmp_path / "deep.png")


def test_a_picture_of_another_size_is_found(tmp_path: Path):
    path = write_manifest(tmp_path)
    Image.new("RGB", (10, 10)).save(tmp_path / "0.png")
    with pytest.raises(ManifestError, match="is 10x10, the manifest says 72x56"):
        load_manifest(path).images[0].read()
