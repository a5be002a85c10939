"""The archives of VOC 2012, SBD and COCO 2017, checked by hash before they are unpacked.

Where they come from stands in docs/experiments.md.
"""

import hashlib
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

MD5 = {
    "VOCtrainval_11-May-2012.tar": "6cd6e144f989b92b3379bac3b3de84fd",
    "benchmark.tgz": "82b4d87ceb2ed10f6038a1cba92111cb",
    "train2017.zip": "cced6f7f71b7629ddf16f17bbcfab6b2",
    "val2017.zip": "442b8da7639aecaf257c1dceb8ba8c80",
    "annotations_trainval2017.zip": "f4bbac642086de4f52a3fdda2de5fa2c",
}
"""Published MD5 of each archive, by its usual file name."""


class ArchiveError(ValueError):
    """An archive that is not the published one; the message says which hash it has."""


def unpack(archive: Path, folder: Path, known: Mapping[str, str] = MD5) -> None:
    """Check the archive's hash, then unpack it into `folder`. ArchiveError leaves the folder as it was."""
    if archive.name not in known:
        raise ArchiveError(f"{archive}: unknown archive; known are {', '.join(known)}")
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != known[archive.name]:
        raise ArchiveError(
            f"{archive} is not the archive we know: its MD5 is {found}, it should be {known[archive.name]}; "
            "download it again"
        )
    folder.mkdir(parents=True, exist_ok=True)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
