"""Zip files from strangers: the whole table of contents is checked before a byte of it is unpacked."""

import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from server.domain.errors import BadInput, TooLarge
from server.settings import settings
from server.store.outages import is_ours

MOST_FILES = 500_000
MOST_RATIO = 200
"""Times that the content may be larger than the zip file; pictures hardly shrink, XML shrinks twentyfold."""
ALWAYS_FINE = 64 << 20
"""Bytes of content that no ratio is asked about: a small zip of flat drawings may shrink a lot."""
LONGEST_NAME = 240
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
AGAIN = "Make the zip again from the plain folder."
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, NotImplementedError)
"""What zipfile raises where bytes are wrong or missing, besides OSError (bz2's, and seeks before the beginning)."""


def check_archive(source: BinaryIO | Path) -> list[str]:
    """Names of the files in a zip, `/` between folders; raises BadInput or TooLarge when any of it is not safe."""
    with _opened(source) as archive:
        return [name for name, _ in _checked(archive)]


def unpack(source: BinaryIO | Path, folder: Path) -> dict[str, str]:
    """Unpack a checked zip into the existing, empty `folder`.

    Returns {name: why} of the files that turned out damaged and were left out; raises what check_archive raises.
    """
    damaged: dict[str, str] = {}
    with _opened(source) as archive:
        for name, entry in _checked(archive):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(entry) as packed, target.open("xb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1 << 20)
            except (*DAMAGE, OSError) as problem:
                if is_ours(problem):
                    raise
                target.unlink(missing_ok=True)
                damaged[name] = f"damaged in the zip ({problem})"
    return damaged


def _opened(source: BinaryIO | Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
        if any(entry.header_offset < 0 for entry in archive.infolist()):
            raise zipfile.BadZipFile("its beginning is missing")
        return archive
    except (*DAMAGE, OSError) as problem:
        if is_ours(problem):
            raise
        raise BadInput(f"This is not a whole zip file ({problem}).", "It may be cut off: upload it again.") from None


def _checked(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """(name, entry) of every file that counts."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise TooLarge(f"The zip holds {len(entries)} files, more than {MOST_FILES}.", "Split it.")
    _check_size(archive, entries)
    files: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _safe_name(entry)
        if entry.is_dir() or PurePosixPath(name).name in LITTER or name.startswith("__MACOSX/"):
            continue
        _check_entry(name, entry)
        if name in files:
            raise BadInput(f"The zip holds {name} twice.", AGAIN)
        files[name] = entry
    _check_folders(files)
    return list(files.items())


def _check_folders(files: Collection[str]) -> None:
    """Refuse a name that is a file and, in another entry, a folder."""
    folders = {folder.as_posix() for name in files for folder in PurePosixPath(name).parents}
    if both := folders.intersection(files):
        raise BadInput(f"The zip holds {min(both)} as a file and as a folder.", AGAIN)


def _check_size(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse bombs by what the table of contents declares; zipfile never unpacks more of a file than it declares."""
    content = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    most = settings().max_upload_mb << 22  # four times the largest upload
    if content > most:
        raise TooLarge(f"The zip unpacks to {content >> 20} MiB; this install takes {most >> 20}.", "Split it.")
    if content > ALWAYS_FINE and content > MOST_RATIO * packed:
        raise TooLarge(f"The zip unpacks to {content // max(packed, 1)} times its size, like a zip bomb.", AGAIN)


def _safe_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name, read as UTF-8, when it stays inside the folder it is unpacked to."""
    name = entry.filename
    if not entry.flag_bits & 0x800:  # no promise of UTF-8: zipfile read it as code page 437
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            raise BadInput(f"The file name {name!r} in the zip is not UTF-8.", "Rename it, then zip again.") from None
    as_windows = PureWindowsPath(name)  # knows drives, both slashes and both kinds of root
    if as_windows.anchor or ".." in as_windows.parts or not as_windows.parts:
        raise BadInput(f"The zip wants to write outside its folder: {name!r}.", AGAIN)
    if len(name.encode()) > LONGEST_NAME or any(ord(letter) < 32 or letter == "\x7f" for letter in name):
        raise BadInput(f"The zip holds a file with an unusable name: {name[:LONGEST_NAME]!r}.", "Rename it.")
    return as_windows.as_posix()


def _check_entry(name: str, entry: zipfile.ZipInfo) -> None:
    """Refuse what is no plain file that anybody can read."""
    if entry.flag_bits & 0x1:
        raise BadInput(f"The zip is encrypted ({name}).", "Make it again without a password.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadInput(f"The zip holds a symbolic link: {name}.", "Put the file itself in its place.")
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        raise BadInput(f"The zip holds another archive: {name}.", "Unpack that one, then zip the plain folder.")
    if entry.compress_type not in METHODS:
        raise BadInput(f"{name} is packed in a way that is not supported ({entry.compress_type}).", AGAIN)
