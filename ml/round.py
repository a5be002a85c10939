"""A round: proposals -> AnnNet -> pseudo masks (again for each iteration) -> SegNet -> scores on gold (paper figure 1).

Everything lives in one folder; each stage leaves its outcome there and is skipped when the round is started again.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from ml.config import NetworkSettings, Settings
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels, BestGuesses, Labels, ProposalLabels
from ml.data.pasting import paste_pictures
from ml.data.proposal_files import ProposalFiles
from ml.data.sampler import plan_batch
from ml.evaluation import enough_gold, measure_objects, measure_segnet
from ml.files import read_json, write_json, write_whole
from ml.manifest import Manifest, ManifestImage, load_manifest
from ml.multi_scale import MultiScale
from ml.networks.model_file import Card, add_metrics, read_card, save_model
from ml.networks.network import Network, build_network, widen
from ml.networks.weights import load_backbone
from ml.predictor import Predictor
from ml.progress import Progress, Reporter
from ml.proposals.batch import propose_all
from ml.pseudo import PseudoFiles
from ml.round_folder import check_before, claim_folder
from ml.training.determinism import be_deterministic
from ml.training.distributed import join_ranks, rank_device
from ml.training.loop import TrainingRun, train
from ml.training.resume_point import load_resume_point
from ml.training.warm_start import start_from

Outcome = dict[str, Any]
Kind = Literal["annnet", "segnet"]


def run_round(
    manifest_file: Path,
    folder: Path,
    settings: Settings,
    reporter: Reporter,
    cache: Path | None = None,
    after: Path | None = None,
) -> dict[str, Any]:
    """Run, or go on with, the round in `folder` and return its result (also kept as result.json).

    cache: folder of proposals by picture, box and recipe that rounds share; what it holds is not made again.
    after: folder of a finished round to go on from: its AnnNet labels this manifest's W, its SegNet is trained further
    (the paper's fine-tuning with COCO, table 7).

    Under torchrun every process calls this: they train together and share out the pseudo masks; rank 0 does the rest.
    ManifestError, RoundError, TrainingError or WeightsError say what is wrong; the folder stays good for another try.
    """
    manifest = load_manifest(manifest_file)
    manifest.check_files()
    if manifest.champion is not None:
        read_card(manifest.champion)  # it is scored last: after hours it would be late to hear that it cannot be read
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
    claim_folder(folder, manifest, settings, **(check_before(after, manifest, settings) if after else {}))
    return Round(manifest, folder, settings, reporter, cache, after).run()


class Round:
    """One round's manifest, folder and settings, and its stages."""

    def __init__(
        self,
        manifest: Manifest,
        folder: Path,
        settings: Settings,
        reporter: Reporter,
        cache: Path | None = None,
        after: Path | None = None,
    ) -> None:
        self.manifest, self.folder, self.settings = manifest, folder, settings
        self.cache, self.after = cache, after
        self.ranks, self.device = join_ranks(), rank_device()
        self.reporter = self.ranks.reporter(reporter)
        self.proposals = ProposalFiles(folder / "proposals")
        self.pseudo = PseudoFiles(folder / "pseudo")
        self.minutes: dict[str, float] = {}
        (folder / "stages").mkdir(exist_ok=True)
        if settings.threads:
            torch.set_num_threads(settings.threads)
        if settings.deterministic:
            be_deterministic()

    def run(self) -> dict[str, Any]:
        """All stages in order."""
        self.stage("proposing", 1, self.propose)
        weights: dict[str, str] = {}
        for iteration in range(1, self.settings.rounds + 1):
            weights["annnet"] = self.stage("annnet", iteration, lambda i=iteration: self.make_annnet(i))["weights"]
            self.stage("pseudo", iteration, lambda i=iteration: self.predict_pseudo_masks(i))
        last = self.settings.rounds
        weights["segnet"] = self.stage("segnet", last, lambda: self.train_network("segnet", last))["weights"]
        scores = self.stage("measuring", last, self.measure)
        result = {**scores, "minutes": self.minutes, "weights": weights, "settings": self.settings.to_json()}
        result["annnet"] = "annnet.safetensors"
        result["segnet"] = {**scores["segnet"], "file": "segnet.safetensors"}
        if self.ranks.leads:
            write_json(self.folder / "result.json", result)
        return result

    def stage(self, name: str, iteration: int, work: Callable[[], Outcome]) -> Outcome:
        """Do the work of a stage once: its outcome and minutes are kept, and read back when the round runs again."""
        file = self.folder / "stages" / f"{name}-{iteration}.json"
        done = file.is_file()
        self.ranks.wait()  # every rank has looked before one can write
        if done:
            self.reporter.emit("log", level="info", message=f"{name} {iteration}: done before, skipped")
        else:
            self.reporter.emit("stage", stage=name, iteration=iteration)
            started = time.monotonic()
            outcome = work()
            self.ranks.wait()  # every rank has written its part
            if self.ranks.leads:
                write_json(file, {"minutes": (time.monotonic() - started) / 60, **outcome})
        if self.ranks.leads:
            (self.folder / f"{name}-{iteration}.resume").unlink(missing_ok=True)
        self.ranks.wait()
        outcome = read_json(file)
        self.minutes[name] = round(self.minutes.get(name, 0.0) + outcome["minutes"], 3)
        return outcome

    def propose(self) -> Outcome:
        """Proposals of the images that need them: W to train, gold to compare, F when they are input planes."""
        if not self.ranks.leads:
            return {}  # rank 0 has processes of its own for this
        parts = ("F", "W", "gold") if self.settings.annnet.planes else ("W", "gold")
        images = [image for part in parts for image in self.manifest.part(part)]
        pasted = self.pasted()
        images += pasted if self.settings.annnet.planes else []
        missing = [image for image in images if not self.proposals.has(image)]
        progress = Progress(self.reporter, "proposing", len(images), "images", done=len(images) - len(missing))
        for image, masks in propose_all(missing, self.settings.proposals, cache=self.cache):
            self.proposals.write(image, masks)
            progress.advance()
        return {}

    def f_images(self, kind: Kind) -> list[ManifestImage]:
        """What a network learns with masks; SegNet, which meets real pictures only, learns from real ones alone."""
        return self.manifest.part("F") + (self.pasted() if kind == "annnet" else [])

    def pasted(self) -> list[ManifestImage]:
        """Further pictures that AnnNet is trained with as F (`annnet.pasted`), made when they are first asked for."""
        folder, count = self.folder / "pasted", self.settings.annnet.pasted
        if not count or self.after:
            return []
        if not (folder / "manifest.json").is_file():
            return paste_pictures(self.manifest, folder, count, self.settings.seed)
        return load_manifest(folder / "manifest.json").part("F")

    def make_annnet(self, iteration: int) -> Outcome:
        """Train it, or take that of the round before."""
        if not self.after:
            return self.train_network("annnet", iteration)
        source = self.after / "annnet.safetensors"
        if self.ranks.leads:
            write_whole(self.folder / source.name, source.read_bytes())
        return {"weights": read_card(source).weights}

    def train_network(self, kind: Kind, iteration: int) -> Outcome:
        """Train AnnNet or SegNet and save it."""
        settings = self.network_settings(kind, iteration)
        stage_number = 2 * iteration + (kind == "segnet")
        resume = self.folder / f"{kind}-{iteration}.resume"
        network, source = self.start_network(kind, iteration, resume, (self.settings.seed, stage_number))
        f_images, w_images = self.f_images(kind), self.manifest.part("W")
        labels = self.weak_labels(kind, iteration)
        class_count = len(self.manifest.classes)
        examples = ExampleSet(
            f_images,
            w_images,
            AcceptedLabels(),
            labels,
            self.proposals,
            settings,
            class_count,
            self.settings.cache_mb // self.ranks.count,
        )
        parameters = sum(parameter.numel() for parameter in network.parameters()) / 1e6
        self.reporter.emit("log", level="info", message=f"{kind}: {parameters:.2f} M parameters in training")
        plan = plan_batch(self.settings.supervision, self.settings.ratio, settings.batch, examples.w_count > 0)
        if not examples.w_count:
            self.reporter.emit("log", level="warning", message=f"{kind}: no W images, training on F alone")
        run = TrainingRun(
            kind,
            (self.settings.seed, stage_number),
            resume,
            source,
            self.settings.loaders,
            self.device,
            self.ranks,
            self.settings.amp,
            self.settings.compile,
        )
        train(network, examples, plan, settings, run, self.reporter)
        if self.ranks.leads:
            card = Card(kind, self.manifest.classes, self.settings, source, self.manifest.sha256, {})
            save_model(self.folder / f"{kind}.safetensors", network, card)
        return {"weights": source}

    def network_settings(self, kind: Kind, iteration: int) -> NetworkSettings:
        """What is trained: hide_planes_w is for the first AnnNet alone, whose W labels are the proposals."""
        annnet = self.settings.annnet
        if kind == "segnet":
            return self.settings.segnet
        return annnet if iteration == 1 else replace(annnet, hide_planes_w=annnet.hide_planes)

    def start_network(self, kind: Kind, iteration: int, resume: Path, seed: tuple[int, ...]) -> tuple[Network, str]:
        """The network before its first step and where its backbone's weights came from."""
        settings = self.settings.annnet if kind == "annnet" else self.settings.segnet
        torch.manual_seed(int(np.random.default_rng(seed).integers(2**31)))
        classes = self.manifest.classes
        network = build_network(settings, len(classes), dual=self.settings.supervision != "single")
        point = load_resume_point(resume)
        earlier = self.earlier_model(kind, iteration) if not point else None
        source = point.weights if point else ""
        if not point and not earlier:
            source = load_backbone(network.backbone, settings.backbone, settings.weights, self.reporter, kind)
        widen(network, settings, len(classes))
        if earlier:
            self.reporter.emit("log", level="info", message=f"{kind}: goes on from {earlier}")
            source = start_from(network, earlier, classes, settings).weights
        return network, source

    def earlier_model(self, kind: Kind, iteration: int) -> Path | None:
        """What a network starts from: SegNet from that of the round before; AnnNet, with warm_start, from the iteration
        before, or the champion if there is one.
        """
        if kind == "segnet":
            return self.after / "segnet.safetensors" if self.after else None
        if not self.settings.annnet.warm_start:
            return None
        return self.folder / "annnet.safetensors" if iteration > 1 else self.manifest.champion

    def weak_labels(self, kind: Kind, iteration: int) -> Labels:
        """Proposals for the first AnnNet, pseudo masks for every network after it (METHOD.md decision 16)."""
        if kind == "annnet" and iteration == 1:
            return ProposalLabels(self.proposals)
        guess = kind == "annnet" and self.settings.annnet.unsure == "best-guess"
        return BestGuesses(self.pseudo) if guess else self.pseudo

    def predict_pseudo_masks(self, iteration: int) -> Outcome:
        """AnnNet's masks of every W image, as files."""
        predictor = Predictor.load(self.folder / "annnet.safetensors", "annnet")
        images = self.manifest.part("W")[self.ranks.number :: self.ranks.count]
        progress = Progress(self.reporter, "pseudo", len(images), "images")
        annnet = self.settings.annnet
        views = MultiScale(annnet.pseudo_scales or annnet.scales, annnet.pseudo_flip or annnet.flip_test)
        for image in images:
            planes = self.planes(predictor, image)
            found = predictor.predict(image.read(), image.boxes, image.classes, planes, views=views)
            self.pseudo.write(image, iteration, found.masks, found.label_map)
            progress.advance()
        return {}

    def planes(self, predictor: Predictor, image: ManifestImage) -> list[dict[str, Any]] | None:
        """The proposals of an image when the model takes any."""
        return self.proposals.read(image) if predictor.planes else None

    def measure(self) -> Outcome:
        """Scores of everything on gold."""
        if not self.ranks.leads:
            return {}
        gold = self.manifest.part("gold")
        models = {"annnet": self.folder / "annnet.safetensors"}
        if self.manifest.champion:
            models["champion"] = self.manifest.champion
        predictors = {name: Predictor.load(file, "annnet") for name, file in models.items()}
        segnet = Predictor.load(self.folder / "segnet.safetensors", "segnet")
        progress = Progress(self.reporter, "measuring", 2 * len(gold), "images")
        count = len(self.manifest.classes)
        object_iou = measure_objects(gold, self.proposals, predictors, count, progress)
        scores = measure_segnet(gold, segnet, count, progress)
        if ours := object_iou["annnet"]:
            add_metrics(models["annnet"], {"object_iou": ours["mean"], "objects": ours["n"]})
        add_metrics(self.folder / "segnet.safetensors", {"miou": scores["miou"], "images": len(gold)})
        return {"gold": enough_gold(gold, self.settings), "object_iou": object_iou, "segnet": scores}
