"""What a disk or a person damaged in a round's folder is named in one line, with what to do."""

from pathlib import Path

import pytest

from ml.data.proposal_files import ProposalFiles
from ml.manifest import load_manifest
from ml.pseudo import PseudoFiles
from ml.training.resume_point import load_resume_point
from tests.ml.round_pictures import write_manifest


@pytest.mark.parametrize("content", [b"", b"garbage", b"{}", b"\xff\xfe"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes):
    image = load_manifest(write_manifest(tmp_path, 1, 0, 0)).images[0]
    file = tmp_path / f"{image.id}.json"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=rf"{file}.* delete it"):
        ProposalFiles(tmp_path).read(image)
    with pytest.raises(ValueError, match=rf"{file}.* delete it"):
        PseudoFiles(tmp_path).masks(image)
    with pytest.raises(ValueError, match=rf"{file}.* delete it"):
        load_resume_point(file)
