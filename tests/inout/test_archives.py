"""Zip files from strangers: each attack is refused in words, and nothing is written outside the folder."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from server.domain.errors import BadInput, BoxwrightError, TooLarge
from server.flows import archives


def zip_of(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def zip_with_entry(name: str, content: bytes = b"x", attributes: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes
        archive.writestr(entry, content)
    return made.getvalue()


def encrypted() -> bytes:
    """Set the "encrypted" bit in both headers of a plain zip."""
    plain = bytearray(zip_of({"a": b"secret"}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


def twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.jpg", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.jpg", b"2")
    return made.getvalue()


def latin_name() -> bytes:
    """A name in Latin-1, as old programs write it: neither marked as UTF-8 nor valid as such."""
    return zip_of({"caf?.jpg": b"x"}).replace(b"caf?.jpg", "café.jpg".encode("latin-1"))


def from_the_future() -> bytes:
    """An entry that needs a version of the format that does not exist."""
    plain = bytearray(zip_of({"a": b"x"}))
    plain[plain.index(b"PK\x01\x02") + 6] = 255
    return bytes(plain)


def quoted_bomb() -> bytes:
    """Every entry claims 1 GiB, though the file is tiny."""
    plain = bytearray(zip_of({f"{n}.png": b"x" for n in range(20)}, zipfile.ZIP_STORED))
    at = plain.find(b"PK\x01\x02")
    while at >= 0:
        plain[at + 24 : at + 28] = struct.pack("<I", 1 << 30)
        at = plain.find(b"PK\x01\x02", at + 1)
    return bytes(plain)


ATTACKS: list[tuple[str, Callable[[], bytes], type[BoxwrightError], str]] = [
    ("slip", lambda: zip_with_entry("../outside.jpg"), BadInput, "outside its folder"),
    ("slip in the middle", lambda: zip_with_entry("a/../../outside.jpg"), BadInput, "outside its folder"),
    ("absolute", lambda: zip_with_entry("/etc/outside.jpg"), BadInput, "outside its folder"),
    ("backslash slip", lambda: zip_with_entry("..\\outside.jpg"), BadInput, "outside its folder"),
    ("drive", lambda: zip_with_entry("C:outside.jpg"), BadInput, "outside its folder"),
    ("link", lambda: zip_with_entry("a.jpg", b"/etc/passwd", 0o120777 << 16), BadInput, "symbolic link"),
    ("nested", lambda: zip_of({"inner.zip": zip_of({"a": b"x"})}), BadInput, "another archive"),
    ("encrypted", encrypted, BadInput, "password"),
    ("same name twice", twice, BadInput, "twice"),
    ("same name twice in disguise", lambda: zip_of({"a/b.jpg": b"1", "a/./b.jpg": b"2"}), BadInput, "twice"),
    ("name not UTF-8", latin_name, BadInput, "not UTF-8"),
    ("name with a line break", lambda: zip_with_entry("a\nb.jpg"), BadInput, "unusable name"),
    ("name without end", lambda: zip_with_entry("a" * 5000 + ".jpg"), BadInput, "unusable name"),
    ("bomb", lambda: zip_of({"a.png": bytes(80 << 20)}), TooLarge, "zip bomb"),
    ("bomb that lies about itself", quoted_bomb, TooLarge, "MiB"),
    ("cut off", lambda: zip_of({"a": b"x" * 1000})[:-30], BadInput, "whole zip"),
    ("beginning missing", lambda: zip_of({"a": b"x" * 1000})[5:], BadInput, "whole zip"),
    ("from the far future", from_the_future, BadInput, "whole zip"),
    ("file and folder", lambda: zip_of({"a/b": b"1", "a/b/c.jpg": b"2"}), BadInput, "as a file and as a folder"),
    ("not a zip", lambda: b"GIF89a", BadInput, "whole zip"),
    ("nothing", lambda: b"", BadInput, "whole zip"),
]


@pytest.mark.parametrize(("make", "error", "words"), [attack[1:] for attack in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_attack_is_refused_and_writes_nothing(
    make: Callable[[], bytes], error: type[BoxwrightError], words: str, tmp_path: Path
) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    with pytest.raises(error, match=words):
        archives.check_archive(io.BytesIO(make()))
    with pytest.raises(error, match=words):
        archives.unpack(io.BytesIO(make()), folder)
    assert list(tmp_path.rglob("*")) == [folder]


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    with pytest.raises(TooLarge, match="more than 3"):
        archives.check_archive(io.BytesIO(zip_of({"a": b"", "b": b"", "c": b"", "d": b""})))


def test_unpacks_folders_and_leaves_litter_out(tmp_path: Path) -> None:
    litter = {"__MACOSX/a.jpg": b"2", ".DS_Store": b"4"}
    archive = zip_of({"JPEGImages/a": b"1", "deep/er/ü.jpg": b"3", "w\\b.jpg": b"5", **litter})
    assert archives.unpack(io.BytesIO(archive), tmp_path) == {}
    found = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"JPEGImages/a": b"1", "deep/er/ü.jpg": b"3", "w/b.jpg": b"5"}


def test_unmarked_utf8_name_is_read(tmp_path: Path) -> None:
    """Finder and others write UTF-8 without saying so."""
    archive = zip_of({"caf??.jpg": b"x"}).replace(b"caf??.jpg", "café.jpg".encode())
    assert archives.check_archive(io.BytesIO(archive)) == ["café.jpg"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_inside_each_kind_of_packing_is_told(method: int, tmp_path: Path) -> None:
    archive = bytearray(zip_of({"a.jpg": bytes(range(256)) * 8, "b.jpg": b"B"}, method))
    archive[50:70] = b"\xff" * 20  # behind the header of the first file
    assert list(archives.unpack(io.BytesIO(archive), tmp_path)) == ["a.jpg"]
    assert [path.name for path in tmp_path.iterdir()] == ["b.jpg"]


def test_damaged_file_does_not_sink_the_others(tmp_path: Path) -> None:
    archive = zip_of({"a.jpg": b"A" * 50, "b.jpg": b"B" * 50}, zipfile.ZIP_STORED).replace(b"A" * 50, b"A" * 49 + b"!")
    damaged = archives.unpack(io.BytesIO(archive), tmp_path)
    assert list(damaged) == ["a.jpg"]
    assert "damaged" in damaged["a.jpg"]
    assert [path.name for path in tmp_path.iterdir()] == ["b.jpg"]
