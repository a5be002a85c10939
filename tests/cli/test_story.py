"""The whole way through the real command in processes of its own, on a fresh data folder without a server."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ml.voc import read_label_png
from tests.inout.voc_data import make_voc

COMMAND = Path(sys.executable).parent / "boxwright"


@pytest.fixture
def data(tmp_path: Path) -> dict[str, str]:
    """The environment of a fresh install."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("BOXWRIGHT_")}
    return {
        **plain,
        "BOXWRIGHT_DATA": str(tmp_path / "data"),
        "OMP_NUM_THREADS": "1",
        "BOXWRIGHT_TRAINER_NICE": "0",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def boxwright(data: dict[str, str], *words: str | Path, code: int = 0) -> str:
    """Run the command; what it printed on both streams."""
    done = subprocess.run(
        [COMMAND, *map(str, words)], env=data, capture_output=True, text=True, timeout=300, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


def test_boxes_in_masks_out(data: dict[str, str], tmp_path: Path) -> None:
    voc, out = tmp_path / "voc", tmp_path / "out"
    names = make_voc(voc, 3)
    (tmp_path / "weak.txt").write_text(f"{names[2]}\n")

    said = boxwright(data, "import", "pets", voc, "--limit", "2")
    assert "up to date" in said
    assert "Created the project pets" in said
    assert "2 images imported (2 accepted), 0 there already" in said
    said = boxwright(data, "import", "pets", voc, "--list", tmp_path / "weak.txt", "--boxes-only")
    assert "1 images imported (1 boxed)" in said

    assert "in 1 images" in boxwright(data, "suggest", "pets")
    assert "3 images written" in boxwright(
        data, "export", "pets", out, "--with-suggestions", "--uncertain", "best-guess"
    )
    for name in names[:2]:
        before, after = (read_label_png(root / f"SegmentationClass/{name}.png") for root in (voc, out))
        assert np.array_equal(before, after)
    assert set(np.unique(read_label_png(out / f"SegmentationClass/{names[2]}.png"))) > {0}

    said = boxwright(data, "evaluate", "pets", voc)
    assert "over 3 images" in said
    assert "fixed, human" in said
    assert "suggested, fused" in said
    assert "there already" in boxwright(data, "import", "pets", voc, "--gold")
