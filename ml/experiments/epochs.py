"""Scores after each epoch (paper figure 7): listens to a round and measures the network its resume point holds."""

import json
from pathlib import Path
from typing import Any

from ml.config import Settings
from ml.data.labels import AcceptedLabels
from ml.data.proposal_files import ProposalFiles
from ml.label_map import compose
from ml.manifest import Manifest
from ml.metrics import ConfusionMatrix
from ml.networks.model_file import Card
from ml.networks.network import build_network, widen
from ml.predictor import Predictor
from ml.progress import Reporter
from ml.training.resume_point import load_resume_point

IMAGES = 30
"""Gold images measured after each epoch; the tables use all."""


class EpochScores:
    """A reporter between a round in FOLDER/round and another reporter; keeps FOLDER/epochs.jsonl.

    Each line: {"stage": "annnet" | "segnet", "iteration": n, "epoch": n, "miou": float}, AnnNet's with boxes given.
    """

    def __init__(self, also: Reporter, manifest: Manifest, settings: Settings, folder: Path) -> None:
        self._also, self._manifest, self._settings, self._folder = also, manifest, settings, folder
        self._proposals = ProposalFiles(folder / "round" / "proposals")
        self._iteration = 1

    def emit(self, event: str, **fields: Any) -> None:
        """Pass on the event; measure at the end of an epoch, when the resume point has just been written."""
        self._also.emit(event, **fields)
        if event == "stage":
            self._iteration = fields["iteration"]
        elif event == "epoch":
            self._score(fields["stage"], fields["epoch"])

    def scores(self) -> list[dict[str, Any]]:
        """All lines; of an epoch that ran twice (after a kill) the last."""
        file = self._folder / "epochs.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        entries = [json.loads(line) for line in lines]
        return list({(entry["stage"], entry["iteration"], entry["epoch"]): entry for entry in entries}.values())

    def _score(self, stage: str, epoch: int) -> None:
        predictor = self._predictor(stage)
        matrix = ConfusionMatrix(len(self._manifest.classes))
        for image in self._manifest.part("gold")[:IMAGES]:
            picture, truth = image.read(), AcceptedLabels().label_map(image)
            if stage == "annnet":
                planes = self._proposals.read(image) if predictor.planes else None
                masks = predictor.predict(picture, image.boxes, image.classes, planes).masks
                pairs = list(zip(masks, image.classes, strict=True))
                matrix.update(compose(image.height, image.width, pairs, "best-guess"), truth)
            else:
                matrix.update(predictor.segment(picture), truth)
        entry = {"stage": stage, "iteration": self._iteration, "epoch": epoch, "miou": matrix.miou()}
        with (self._folder / "epochs.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def _predictor(self, stage: str) -> Predictor:
        """The network under training as its resume point has it, with averaged weights where they become the model."""
        point = load_resume_point(self._folder / "round" / f"{stage}-{self._iteration}.resume")
        assert point is not None, "the epoch event comes after its resume point"
        kind = "annnet" if stage == "annnet" else "segnet"
        settings = self._settings.annnet if kind == "annnet" else self._settings.segnet
        classes = self._manifest.classes
        network = build_network(settings, len(classes), dual=self._settings.supervision != "single")
        widen(network, settings, len(classes))
        network.load_state_dict(point.average or point.network)
        return Predictor(network, Card(kind, classes, self._settings, point.weights, self._manifest.sha256, {}))
