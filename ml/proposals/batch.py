"""Proposals of many pictures, in parallel processes."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Box
from ml.proposals.cache import ProposalCache
from ml.proposals.proposal import Proposal, Recipe, propose_boxes


class BoxedImage(Protocol):
    """A picture with boxes that can be pickled, sent to another process and read there."""

    @property
    def boxes(self) -> Sequence[Box]:
        """All boxes, inside the picture."""
        ...

    def read(self) -> NDArray[np.uint8]:
        """RGB uint8 (H, W, 3)."""
        ...


AnyImage = TypeVar("AnyImage", bound=BoxedImage)


def propose_all(
    images: Sequence[AnyImage], recipe: Recipe = "product", processes: int = 0, cache: Path | None = None
) -> Generator[tuple[AnyImage, list[Proposal]], None, None]:
    """Each image with the proposals of its boxes, as they become ready (in any order); 0 processes means one per CPU.

    cache: a folder (`ProposalCache`) to take proposals from and to keep new ones in, shared with any other process.
    Closing the iterator cancels what has not begun; the processes also end when this one dies. What `read` raises is
    raised here.
    """
    processes = min(processes or os.cpu_count() or 1, len(images))
    if processes <= 1:
        for image in images:
            yield image, _work(image, recipe, cache)
        return
    pool = ProcessPoolExecutor(processes, mp_context=process_context(), initializer=_start_process)
    try:
        waiting = iter(images)
        running: dict[Future[list[Proposal]], AnyImage] = {}
        while True:
            # Few in flight: a cancelled batch ends soon and results do not pile up.
            for image in islice(waiting, 2 * processes - len(running)):
                running[pool.submit(_work, image, recipe, cache)] = image
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def process_context() -> BaseContext:
    """How the processes start. On Linux one process without threads imports this module, once, and is copied from then
    on: importing costs each process as much as several pictures.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _work(image: BoxedImage, recipe: Recipe, folder: Path | None) -> list[Proposal]:
    picture = image.read()
    if folder is None:
        return propose_boxes(picture, image.boxes, recipe)
    cache = ProposalCache(folder, picture, recipe)
    known = {box: made for box in image.boxes if (made := cache.read(box))}
    missing = [box for box in image.boxes if box not in known]
    for box, made in zip(missing, propose_boxes(picture, missing, recipe), strict=True):
        cache.write(box, made)
        known[box] = made
    return [known[box] for box in image.boxes]


def _start_process() -> None:
    """One thread per process, and no life after the parent's death (it may have been killed without a chance to
    tell).
    """
    cv2.setNumThreads(1)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
