"""Bytes addressed by their sha256 (pictures, manifests, models, exports): a local folder or S3-compatible storage."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from server.domain.errors import NotFound
from server.settings import settings

CHUNK = 1 << 20


class Blobs(Protocol):
    """A place for immutable bytes; putting the same bytes twice keeps them once."""

    def put(self, source: BinaryIO) -> str:
        """Keep all of `source`; return its sha256 in hex. Durable when this returns."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open the bytes for reading; raises NotFound."""
        ...

    def size(self, sha256: str) -> int:
        """Bytes; raises NotFound."""
        ...

    def copy_to(self, sha256: str, path: Path) -> None:
        """Make the bytes a file at `path` (a hard link where possible: never write into it)."""
        ...


class FolderBlobs:
    """Blobs in a folder: written to a temporary file, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the blob lies."""
        return self.folder / sha256[:2] / sha256

    def put(self, source: BinaryIO) -> str:
        """See Blobs.put."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _hashed_copy(source, self.folder) as (temporary, sha256):
            target = self.path(sha256)
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                temporary.replace(target)
                _sync_folder(target.parent)
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        """See Blobs.open."""
        return self._found(sha256).open("rb")

    def size(self, sha256: str) -> int:
        """See Blobs.size."""
        return self._found(sha256).stat().st_size

    def copy_to(self, sha256: str, path: Path) -> None:
        """See Blobs.copy_to."""
        source = self._found(sha256)
        path.unlink(missing_ok=True)
        try:
            os.link(source, path)
        except OSError:  # another file system, or one without links
            shutil.copyfile(source, path)

    def _found(self, sha256: str) -> Path:
        path = self.path(sha256)
        if not path.is_file():
            raise NotFound(
                f"The stored file {sha256[:12]}… is missing from {self.folder}.", "Restore it from a backup."
            )
        return path


class S3Blobs:
    """Blobs in S3-compatible storage, through obstore."""

    def __init__(self, url: str) -> None:
        from obstore.store import from_url

        self.store: Any = from_url(url)

    def put(self, source: BinaryIO) -> str:
        """See Blobs.put."""
        import obstore

        with _hashed_copy(source, None) as (temporary, sha256):
            obstore.put(self.store, _key(sha256), temporary)
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        """See Blobs.open."""
        import obstore

        self.size(sha256)
        return obstore.open_reader(self.store, _key(sha256))  # pyright: ignore[reportReturnType]

    def size(self, sha256: str) -> int:
        """See Blobs.size."""
        import obstore

        try:
            return obstore.head(self.store, _key(sha256))["size"]
        except FileNotFoundError:
            raise NotFound(f"The stored file {sha256[:12]}… is missing from the bucket.") from None

    def copy_to(self, sha256: str, path: Path) -> None:
        """See Blobs.copy_to."""
        with self.open(sha256) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _hashed_copy(source: BinaryIO, folder: Path | None) -> Generator[tuple[Path, str]]:
    """Copy `source` to a synced temporary file in `folder`; give its path and sha256, remove it afterwards."""
    digest = hashlib.sha256()
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        yield Path(name), digest.hexdigest()
    finally:
        Path(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def blobs() -> Blobs:
    """The blob store of this process."""
    here = settings()
    return S3Blobs(here.storage_url) if here.storage_url else FolderBlobs(here.data / "blobs")
