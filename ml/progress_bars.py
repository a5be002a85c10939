"""Progress bars in the terminal for a person who runs a round by hand."""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class ProgressBars:
    """Shows the events of a round: one bar per stage, a line per epoch, message and score."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=self._console)
        self._tasks: dict[str, TaskID] = {}
        self._progress.start()

    def show(self, entry: dict[str, Any]) -> None:
        """Show one event."""
        kind = entry["event"]
        if kind == "progress":
            task = self._task(entry["stage"])
            self._progress.update(task, total=entry["total"], completed=entry["done"])
        elif kind == "epoch":
            weak = "" if entry["loss_weak"] is None else f", weak {entry['loss_weak']:.3f}"
            self._console.print(
                f"{entry['stage']} epoch {entry['epoch']}/{entry['epochs']}: loss {entry['loss_strong']:.3f}{weak}"
            )
        elif kind in ("log", "error"):
            self._console.print(f"{entry.get('level', 'error')}: {entry['message']}", markup=False, soft_wrap=True)
        elif kind == "result":
            self._show_result(entry["result"])

    def close(self) -> None:
        """Give the terminal back."""
        self._progress.stop()

    def _task(self, stage: str) -> TaskID:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=None)
        return self._tasks[stage]

    def _show_result(self, result: dict[str, Any]) -> None:
        gold = result["gold"]
        self._console.print(
            f"gold: {gold['images']} images, {gold['objects']} objects" + (f" ({gold['why']})" if gold["why"] else "")
        )
        for name, score in result["object_iou"].items():
            if score:
                self._console.print(f"  object IoU {name:9} {score['mean']:.4f}  (n = {score['n']})")
        if result["segnet"]["miou"] is not None:
            self._console.print(f"  mIoU SegNet          {result['segnet']['miou']:.4f}")
