"""How much a few corrective clicks help: `python -m bench.clicks VOC_FOLDER --list FILE [--every N]`.

Each object starts from GrabCut's mask; then, as often as wanted, the middle of the largest wrong patch is clicked and
the mask made again with all pins so far (`ml.proposals.guide`). Prints object IoU after each click, how many objects
the first click helped and harmed, and the CPU time of a click. Objects are chosen as in `bench.proposal_quality`.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
from scipy.ndimage import distance_transform_edt, label

from bench.proposal_quality import objects
from ml.masks import Bools, ObjectMask
from ml.metrics import object_iou
from ml.proposals import Learned, Pins, cut_out, guide, learn

CLICKS = 3
HARM = 0.02
PIN = 0.02  # radius of a pin, as a part of the side of a square as large as the box (web/src/editor/tools/smart.ts)


def main() -> None:
    """Click on every object and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.clicks", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", type=Path, required=True, help="file with one picture name per line")
    parser.add_argument("--every", type=int, default=1, help="take every Nth picture")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    scores: list[list[float]] = []
    seconds: list[float] = []
    for picture, box, truth, _ in objects(options.folder, options.list, options.every):
        scores.append(after_clicks(learn(cut_out(picture, box)), truth.over(box), seconds))
    found = np.array(scores)
    print("| clicks | mean object IoU | median | n |\n|---|---|---|---|")
    for clicks, values in enumerate(found.T):
        print(f"| {clicks} | {values.mean():.3f} | {np.median(values):.3f} | {len(values)} |")
    gain = found[:, 1] - found[:, 0]
    print(
        f"\nThe first click helped {np.mean(gain > HARM):.0%} of the objects by more than {HARM}, and harmed", end=" "
    )
    print(f"{np.mean(gain < -HARM):.0%} (worst {gain.min():.2f}); {1000 * np.mean(seconds):.0f} ms of CPU a click.")


def after_clicks(learned: Learned, truth: ObjectMask, seconds: list[float]) -> list[float]:
    """Object IoU before and after each click."""
    counted = np.ones_like(truth.foreground) if truth.ignored is None else ~truth.ignored
    mask = learned.mask
    pins = Pins(np.zeros_like(mask), np.zeros_like(mask))
    scores = [object_iou(ObjectMask(truth.rect, mask), truth)]
    for _ in range(CLICKS):
        pins = clicked(pins, mask, truth.foreground, counted)
        began = time.process_time()
        mask = guide(learned, pins)
        seconds.append(time.process_time() - began)
        scores.append(object_iou(ObjectMask(truth.rect, mask), truth))
    return scores


def clicked(pins: Pins, mask: Bools, truth: Bools, counted: Bools) -> Pins:
    """The pins with one more, in the middle of the largest wrong patch; the same ones when nothing is wrong."""
    found = middle_of_largest((mask != truth) & counted)
    if found is None:
        return pins
    x, y = found
    rows, columns = np.ogrid[: mask.shape[0], : mask.shape[1]]
    pin = (rows - y) ** 2 + (columns - x) ** 2 <= max(PIN * mask.size**0.5, 1) ** 2
    mine, other = (pins.foreground, pins.background) if truth[y, x] else (pins.background, pins.foreground)
    mine, other = mine | pin, other & ~pin
    return Pins(mine, other) if truth[y, x] else Pins(other, mine)


def middle_of_largest(wrong: Bools) -> tuple[int, int] | None:
    """Column and row of the pixel deepest inside the largest connected wrong patch; None when nothing is wrong."""
    patches = np.asarray(label(wrong)[0])  # pyright: ignore[reportIndexIssue]
    if not patches.any():
        return None
    largest = np.bincount(patches.ravel())[1:].argmax() + 1
    inside = np.asarray(distance_transform_edt(np.pad(patches == largest, 1)))[1:-1, 1:-1]
    row, column = np.unravel_index(inside.argmax(), inside.shape)
    return int(column), int(row)


if __name__ == "__main__":
    main()
