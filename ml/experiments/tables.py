"""What each experiment of the paper is: its rows (settings and numbers of pictures), its figures, its claims."""

from dataclasses import dataclass

PAPER_TRAINING_PICTURES = 10582


@dataclass(frozen=True)
class Row:
    """One row: setting changes on top of the profile, the paper's F, and the mIoU it prints (per cent)."""

    name: str
    changes: tuple[str, ...]
    f: int
    paper_w: int
    paper_miou: float | None
    extra: bool = False
    """after the round its SegNet is trained further, W also holding the extra data set's pictures (COCO)"""
    watched: bool = False
    """scores after each epoch are wanted (figure 7)"""


@dataclass(frozen=True)
class Claim:
    """The paper's ordering: the row `better` is above the row `worse`."""

    better: str
    worse: str


@dataclass(frozen=True)
class Table:
    """One table or figure of the paper."""

    name: str
    caption: str
    rows: tuple[Row, ...]
    claims: tuple[Claim, ...]
    curves: bool = False
    """a figure: its plot shows the scores after each epoch"""


def _mixed(name: str, f: int = 1464, w: int = 9118, miou: float | None = 81.31, watched: bool = False) -> Row:
    return Row(name, ("supervision=mixed", "ratio=7"), f, w, miou, watched=watched)


def _dual(name: str, f: int, w: int, miou: float, watched: bool = False) -> Row:
    return Row(name, ("supervision=dual", "ratio=7"), f, w, miou, watched=watched)


def _round(number: int, miou: float) -> Row:
    return Row(f"round {number}", ("supervision=mixed", "ratio=7", f"rounds={number}"), 83, 10499, miou)


NO_PRIORS = ("annnet.position_prior=false", "annnet.class_prior=none")

TABLES = {
    table.name: table
    for table in (
        Table(
            "table2",
            "with and without priors in AnnNet's input",
            (
                Row("without priors", ("supervision=mixed", "ratio=7", *NO_PRIORS), 1464, 9118, 79.30),
                _mixed("with priors"),
            ),
            (Claim("with priors", "without priors"),),
        ),
        Table(
            "table3",
            "mixing ratio r of the strong head",
            (
                Row("r = 5:3", ("supervision=mixed", "ratio=5"), 1464, 9118, 80.22),
                Row("r = 6:2", ("supervision=mixed", "ratio=6"), 1464, 9118, 80.64),
                _mixed("r = 7:1"),
            ),
            (Claim("r = 7:1", "r = 6:2"), Claim("r = 7:1", "r = 5:3"), Claim("r = 6:2", "r = 5:3")),
        ),
        Table(
            "table4",
            "kind of heads",
            (
                Row("single-head", ("supervision=single", "ratio=7"), 1464, 9118, 78.96),
                _dual("dual-head", 1464, 9118, 81.03),
                _mixed("mixed-dual-head"),
            ),
            (
                Claim("dual-head", "single-head"),
                Claim("mixed-dual-head", "single-head"),
                Claim("mixed-dual-head", "dual-head"),
            ),
        ),
        Table(
            "table5",
            "fewer fully labelled pictures",
            (
                _dual("dual, F = 374", 374, 10235, 78.95),
                _mixed("mixed, F = 374", 374, 10235, 77.99),
                _dual("dual, F = 166", 166, 10416, 73.32),
                _mixed("mixed, F = 166", 166, 10416, 76.88),
                _dual("dual, F = 83", 83, 10499, 67.07, watched=True),
                _mixed("mixed, F = 83", 83, 10499, 76.62, watched=True),
            ),
            (
                Claim("dual, F = 374", "mixed, F = 374"),
                Claim("mixed, F = 166", "dual, F = 166"),
                Claim("mixed, F = 83", "dual, F = 83"),
                Claim("dual, F = 374", "dual, F = 83"),
                Claim("mixed, F = 374", "mixed, F = 83"),
            ),
        ),
        Table(
            "table6",
            "rounds of iterative training",
            (
                _mixed("round 1", 83, 10499, 76.62, watched=True),
                _round(2, 78.53),
                _round(3, 77.88),
                _round(4, 79.49),
            ),
            (Claim("round 2", "round 1"), Claim("round 2", "round 3"), Claim("round 4", "round 1")),
        ),
        Table(
            "table7",
            "extra weak pictures from COCO, on which SegNet is fine-tuned",
            (
                _mixed("VOC", miou=82.26),
                Row("VOC + COCO", ("supervision=mixed", "ratio=7"), 1464, 9118 + 94000, 83.94, extra=True),
            ),
            (Claim("VOC + COCO", "VOC"),),
        ),
        Table(
            "figure7",
            "dual and mixed heads during training, fewest fully labelled pictures",
            (
                _dual("dual-head", 83, 10499, 67.07, watched=True),
                _mixed("mixed-dual-head", 83, 10499, 76.62, watched=True),
            ),
            (Claim("mixed-dual-head", "dual-head"),),
            curves=True,
        ),
    )
}
"""The paper's section 4.4; rows that tables share have equal settings and are computed once."""
