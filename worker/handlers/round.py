"""`round`: freeze the manifest, train in a child process, follow what it says, keep its models, judge it on gold."""

import io
import json
from pathlib import Path
from typing import Any

from server.domain.errors import BoxwrightError
from server.domain.round_state import RoundState
from server.flows import manifests, rounds
from server.flows.rounds import ModelMade
from server.settings import settings
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Round
from worker.attempt import Attempt
from worker.trainer import read_lines, training_command, training_process

MOST_KILLS = 3
"""A training process that was killed so often in one attempt is not started again."""


class TrainingFailed(BoxwrightError):
    """The training process gave up or was killed; the message is what it said."""


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"round": number, "better": bool | None, "verdict": str}."""
    round_id = attempt.claim.payload["round_id"]
    with database().read() as session:
        row = session.get_one(Round, round_id)
    if row.state is not RoundState.DONE:  # a lost lease between its end and the job's
        row = _run(attempt, row)
    return {"round": row.number, "better": row.better, "verdict": row.verdict}


def _run(attempt: Attempt, row: Round) -> Round:
    data = settings().data.resolve()
    folder = data / "rounds" / str(row.id)
    _lay_out(attempt, row.id, folder, _frozen(attempt, row))
    out = folder / "out"
    story = _Story(attempt, row.id, out / "events.jsonl")
    story.replay()
    command = training_command(folder / "manifest.json", out, data / "proposals", row.profile, row.settings)
    result = _train(attempt, command, story, folder / "errors.log")
    models = [_keep(kind, out, result) for kind in ("annnet", "segnet")]
    with attempt.write() as session:
        return rounds.record_result(session, row.id, result, models)


def _frozen(attempt: Attempt, row: Round) -> bytes:
    """The round's manifest: made once, then kept as a blob, so that a resumed round trains on the same."""
    if row.manifest is None:
        with database().read() as session:
            manifest = rounds.freeze_manifest(session, row.id)
            twins = manifests.count_parts(session, row.project_id)["twins"]
        encoded = manifests.encode(manifest)
        blob = blobs().put(io.BytesIO(encoded))
        with attempt.write() as session:
            rounds.record_manifest(session, row.id, blob, {**manifests.count_entries(manifest), "twins": twins})
        return encoded
    with blobs().open(row.manifest) as source:
        return source.read()


def _lay_out(attempt: Attempt, round_id: int, folder: Path, manifest: bytes) -> None:
    """Make the round's folder: manifest.json, the pictures it names, the champion's weights."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "out").mkdir(exist_ok=True)
    images = json.loads(manifest)["images"]
    for done, image in enumerate(images):
        attempt.report("preparing", done, len(images), "images")
        _copy(image["sha256"], folder / image["file"])
    with database().read() as session:
        champion = rounds.champion_model(session, round_id)
    if champion is not None:
        _copy(champion.blob, folder / manifests.CHAMPION)
    (folder / "manifest.json").write_bytes(manifest)


def _copy(blob: str, path: Path) -> None:
    """Make the blob a file, whole or not at all."""
    if not path.exists():
        part = path.with_suffix(".part")
        blobs().copy_to(blob, part)
        part.replace(path)


def _train(attempt: Attempt, command: list[str], story: "_Story", errors: Path) -> dict[str, Any]:
    """Run the training process to its result; one that was killed goes on from its last epoch."""
    for _ in range(MOST_KILLS):
        with training_process(command, errors) as child:
            for line in read_lines(child, attempt.check):
                story.hear(line)
            code = child.wait()
        if story.result is not None:
            return story.result
        if code >= 0 or story.error:
            raise TrainingFailed(story.error or f"The training process ended with code {code}.", _last_words(errors))
        story.say("warning", f"The training process was killed by signal {-code}; it goes on from its last epoch.")
    raise TrainingFailed(
        f"The training process was killed {MOST_KILLS} times, most likely because memory ran out.",
        "Use a smaller batch or crop (settings batch, crop), or a machine with more memory.",
    )


def _last_words(errors: Path) -> str:
    lines = errors.read_text(errors="replace").strip().splitlines()
    return f"Its last line was: {lines[-1]}" if lines else ""


def _keep(kind: str, out: Path, result: dict[str, Any]) -> ModelMade:
    with (out / f"{kind}.safetensors").open("rb") as source:
        blob = blobs().put(source)
    card = {"settings": result["settings"], "weights": result["weights"][kind], "gold": result["gold"]}
    return ModelMade(kind, blob, card)


class _Story:
    """What the training process says: the lines of events.jsonl, each kept once under its line number."""

    def __init__(self, attempt: Attempt, round_id: int, file: Path) -> None:
        self.attempt, self.round_id, self.file = attempt, round_id, file
        self.line = 0
        self.result: dict[str, Any] | None = None
        self.error: str | None = None

    def replay(self) -> None:
        """Catch up on lines that no worker lived to keep; an empty folder (another machine) begins a new story."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.is_file() else []
        with self.attempt.write() as session:
            if not lines:
                rounds.forget_events(session, self.round_id)
            first = rounds.next_sequence(session, self.round_id)
            for number, line in enumerate(lines, start=1):
                event = _parse(line)
                if number >= first and event.get("event") in rounds.KEPT:
                    rounds.record_event(session, self.round_id, number, event["event"], event)
        self.line = len(lines)

    def hear(self, line: str) -> None:
        """Take one line: keep it, report progress, or remember the ending."""
        self.line += 1
        event = _parse(line)
        match event.get("event"):
            case "progress":
                self.attempt.report(event["stage"], event["done"], event["total"], event["unit"], event["eta_s"])
            case "result":
                self.result = event["result"]
            case "error":
                self.error = event["message"]
            case kind if kind in rounds.KEPT:
                with self.attempt.write() as session:
                    rounds.record_event(session, self.round_id, self.line, kind, event)
            case _:
                pass

    def say(self, level: str, message: str) -> None:
        """Add a log line of our own."""
        line = json.dumps({"event": "log", "level": level, "message": message})
        with self.file.open("a", encoding="utf-8") as story:
            story.write(line + "\n")
        self.hear(line)


def _parse(line: str) -> dict[str, Any]:
    """An event, or nothing for a line that a kill cut off."""
    try:
        event: Any = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return event
