"""Rounds: what they need, what they train on, when their model may suggest, and when they start by themselves."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ml.config import profile_names
from server.domain.errors import BadInput, Refused
from server.domain.image_state import ImageState
from server.domain.job_state import JobState
from server.domain.round_state import RoundState
from server.flows import images, jobs, manifests, promotions, rounds, schedule
from server.flows.rounds import ModelMade
from server.flows.verdict import judge
from server.store.database import database
from server.store.tables import Image, Job, Project, Round, RoundEvent, User, now
from tests.conftest import ON_SQLITE, Clock
from tests.worker.conftest import Place
from worker.runner import complete_job


def project(session: Any, place: Place) -> Project:
    return session.get_one(Project, place.project_id)


def start(place: Place, profile: str = "cpu", **settings: Any) -> Round:
    with database().write() as session:
        return rounds.start_round(session, project(session, place), profile, settings)


def scores(annnet: float, enough: bool = True, **others: float) -> dict[str, Any]:
    """A result.json."""
    means = {"annnet": annnet, "grabcut": 0.78, "fused": 0.80, "champion": None, **others}

    def score(mean: float) -> dict[str, Any]:
        return {"mean": mean, "n": 90, "per_class": [], "annnet_gain": {"mean": annnet - mean, "error": 0.012}}

    return {
        "gold": {"images": 30, "objects": 90, "enough": enough, "why": None if enough else "3 of 5 images"},
        "object_iou": {kind: mean and score(mean) for kind, mean in means.items()},
        "weights": {"annnet": "scratch", "segnet": "scratch"},
        "settings": {},
    }


def finish(place: Place, started: Round, result: dict[str, Any]) -> Round:
    """End the round and its job as a worker would, without the hours between."""
    with database().write() as session:
        held = jobs.claim(session, started.job_id or 0)
        assert held is not None
        ended = rounds.record_result(session, started.id, result, [ModelMade("annnet", f"{started.id:064}", {})])
        jobs.succeed(session, held, {})
        return ended


def promote(place: Place, number: int) -> None:
    with database().write() as session:
        found = rounds.find(session, place.project_id, number)
        promotions.promote(session, project(session, place), found, None)


def suggesting(place: Place) -> int | None:
    with database().read() as session:
        promoted = promotions.current(session, place.project_id)
        return promoted.round_id if promoted else None


def test_a_round_without_accepted_images_says_what_is_missing(place: Place) -> None:
    place.picture(1, ImageState.BOXED)
    place.picture(2, ImageState.ACCEPTED, gold=True)
    with pytest.raises(Refused, match=r"at least one accepted image.*0 without an object and 1 gold; only boxed: 1"):
        start(place)


@pytest.mark.slow
@ON_SQLITE
def test_what_the_training_process_complains_of_is_the_rounds_error(place: Place) -> None:
    """Nothing is left to train on when the manifest is frozen: the image was opened again meanwhile."""
    place.picture(1, ImageState.ACCEPTED)
    started = start(place, "tiny")
    with database().write() as session:
        for image in session.query(Image):
            image.state = ImageState.OPEN
    job = complete_job(started.job_id or 0)
    assert job.state is JobState.FAILED
    assert "no F image with an object" in (job.error or "")
    assert "killed" not in (job.error or "")


def test_the_manifest_holds_what_is_ready_and_gold_never_trains(place: Place) -> None:
    place.picture(1)
    boxed = place.picture(2, ImageState.BOXED)
    accepted = place.picture(3, ImageState.ACCEPTED)
    place.picture(4, ImageState.BOXED, gold=True)
    place.picture(5, ImageState.ACCEPTED, gold=True)
    with database().read() as session:
        manifest = manifests.freeze(session, place.project_id, None)
    assert [(entry["part"], len(entry["objects"])) for entry in manifest["images"]][:2] == [
        ("W", len(boxed)),
        ("F", len(accepted)),
    ]
    assert manifests.count_entries(manifest) == {"F": 1, "W": 1, "gold": 1}
    by_part = {entry["part"]: entry["objects"] for entry in manifest["images"]}
    assert [thing["mask"] for thing in by_part["W"]] == [None] * len(boxed)
    assert all(thing["mask"]["foreground"] for part in ("F", "gold") for thing in by_part[part])
    assert json.loads(manifests.encode(manifest)) == manifest


def test_a_gold_picture_under_another_name_does_not_train(place: Place) -> None:
    place.picture(3, ImageState.ACCEPTED)
    for number, state, gold in (
        (4, ImageState.ACCEPTED, False),
        (5, ImageState.BOXED, False),
        (6, ImageState.BOXED, True),
    ):
        place.picture(number, state, gold=gold)
    with database().write() as session:  # the same files once more, as gold; the last is gold that is not accepted yet
        first, second, third, fourth = session.query(Image).order_by(Image.id)
        second.blob = third.blob = fourth.blob
        kept = first.id
    with database().read() as session:
        manifest = manifests.freeze(session, place.project_id, None)
        counts = manifests.count_parts(session, place.project_id)
    assert [(entry["id"], entry["part"]) for entry in manifest["images"]] == [(str(kept), "F")]
    assert counts == {"F": 1, "W": 0, "gold": 0, "twins": 2}
    with database().write() as session:
        session.get_one(Image, kept).gold = True
    with pytest.raises(Refused, match="because they are gold under another name: 2"):
        start(place)


def test_one_round_at_a_time_and_classes_are_frozen(place: Place) -> None:
    place.picture(1, ImageState.ACCEPTED)
    started = start(place)
    with database().read() as session:
        assert project(session, place).classes_frozen
    with pytest.raises(Refused, match="Round 1 is queued already"):
        start(place)
    with database().write() as session:
        rounds.cancel(session, place.project_id, started.number, None)
    assert start(place).number == 2


@pytest.mark.parametrize(
    ("profile", "settings"), [("huge", {}), ("cpu", {"epochs": 0}), ("cpu", {"rounds": "2"}), ("cpu", {"--out": "x"})]
)
def test_bad_settings_start_nothing(place: Place, profile: str, settings: dict[str, Any]) -> None:
    place.picture(1, ImageState.ACCEPTED)
    with pytest.raises(BadInput):
        start(place, profile, **settings)
    with database().read() as session:
        assert session.query(Job).count() == session.query(Round).count() == 0


def test_the_profiles_offered_are_those_of_ml() -> None:
    """All but those made for tests and for the paper's tables, and one that was not yet compared with `cpu`."""
    assert {*rounds.PROFILES, "tiny", "experiment"} == set(profile_names())


def test_a_resumed_round_passes_the_stages_it_finished_before(place: Place) -> None:
    place.picture(1, ImageState.ACCEPTED)
    started = start(place)
    with database().write() as session:
        rounds.record_event(session, started.id, 1, "stage", {"stage": "segnet", "iteration": 1})
        rounds.record_event(session, started.id, 2, "stage", {"stage": "measuring", "iteration": 1})
    with database().read() as session:
        assert session.get_one(Round, started.id).state is RoundState.MEASURING
        assert session.query(RoundEvent).count() == 2


def test_verdicts_compare_with_what_annotators_get_today() -> None:
    counts = {"F": 12, "W": 3, "gold": 30}
    assert judge(scores(0.83), counts, None) == (
        True,
        "On gold (90 objects in 30 images) AnnNet's masks have a mean IoU of 0.830; what annotators get today, "
        "GrabCut and MCG fused, has 0.800. The difference is +0.030 ± 0.012 (one standard error). "
        "It is better and can be promoted.",
    )
    better, words = judge(scores(0.79), counts, None)
    assert better is False
    assert "pretrained weights" in words
    assert "it trained on 12" in words
    better, words = judge(scores(0.99, enough=False), counts, None)
    assert better is None
    assert "not enough gold to judge: 3 of 5 images" in words
    better, words = judge(scores(0.85, champion=0.9), counts, 4)
    assert better is False
    assert "the AnnNet of round 4, has 0.900" in words


def ready_blobs() -> list[str]:
    """The models that workers keep loaded."""
    with database().read() as session:
        return promotions.suggesting_blobs(session, 4)


def test_a_model_suggests_only_after_it_beat_what_suggested_before(place: Place) -> None:
    place.picture(1, ImageState.ACCEPTED)
    first = finish(place, start(place), scores(0.79))
    with pytest.raises(Refused, match="It is not better"):
        promote(place, first.number)
    second = finish(place, start(place), scores(0.85))
    promote(place, second.number)
    assert suggesting(place) == second.id
    assert ready_blobs() == [f"{second.id:064}"]
    third = start(place)
    assert third.champion_round_id == second.id
    third = finish(place, third, scores(0.9, champion=0.86))
    promote(place, third.number)
    with pytest.raises(Refused, match="compared with the proposals, but the masks of round 3 suggest now"):
        promote(place, second.number)
    for expected in (second.id, None):
        with database().write() as session:
            promotions.roll_back(session, project(session, place), None)
        assert suggesting(place) == expected
        assert ready_blobs() == ([f"{expected:064}"] if expected else [])
    with pytest.raises(Refused, match="the proposals suggest already"), database().write() as session:
        promotions.roll_back(session, project(session, place), None)


def test_an_unfinished_round_cannot_be_promoted(place: Place) -> None:
    place.picture(1, ImageState.ACCEPTED)
    started = start(place)
    with pytest.raises(Refused, match="Round 1 is queued: only a finished round"):
        promote(place, started.number)


def test_scheduled_rounds_start_after_enough_new_images_or_hours(place: Place) -> None:
    def due() -> list[int]:
        with database().read() as session:
            return schedule.due_projects(session)

    def set_schedule(images: int | None, hours: float | None) -> None:
        with database().write() as session:
            schedule.set_schedule(session, project(session, place), images, hours, "cpu", None)

    set_schedule(2, None)
    place.picture(1, ImageState.ACCEPTED)
    assert due() == []
    place.picture(2, ImageState.ACCEPTED)
    assert due() == [place.project_id]
    with database().write() as session:
        started = schedule.start_due(session, place.project_id)
        assert started is not None
        assert started.scheduled
        assert schedule.start_due(session, place.project_id) is None
    finish(place, started, scores(0.5))
    assert due() == []
    set_schedule(None, 1)
    with database().write() as session:
        session.get_one(Round, started.id).created_at = now() - timedelta(hours=2)
        session.query(Image).update({"accepted_at": now() - timedelta(hours=3)})
    assert due() == []  # hours have passed, but nothing is new
    place.picture(3, ImageState.ACCEPTED)
    assert due() == [place.project_id]


def test_images_accepted_after_the_clock_was_set_back_still_count_for_the_next_round(
    place: Place, clock: Clock
) -> None:
    for number in (1, 2):
        place.picture(number, ImageState.ACCEPTED)
    finish(place, start(place), scores(0.5))
    with database().write() as session:
        schedule.set_schedule(session, project(session, place), 1, None, "cpu", None)
        assert schedule.due_projects(session) == []
    clock.move(hours=-1)
    with database().write() as session:
        image = session.query(Image).order_by(Image.id).first()
        assert image is not None
        user = User(name="ada", password_hash="!")
        session.add(user)
        session.flush()
        images.reopen(session, image, image.version, user.id)
        images.accept_image(session, image, image.version, user.id)
    with database().read() as session:
        assert schedule.accepted_since_last_round(session, place.project_id) == 1
        assert schedule.due_projects(session) == [place.project_id]
