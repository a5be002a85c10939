"""The four lifecycles: what DESIGN's arrows say happens, and everything else is refused in words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from server.domain import image_state, job_state, object_state, round_state
from server.domain.errors import Refused
from server.domain.image_state import ImageAction, ImageState
from server.domain.job_state import JobAction, JobKind, JobState, Queue
from server.domain.object_state import ObjectAction, ObjectState
from server.domain.round_state import RoundAction, RoundState


def walk(after: Callable[[Any, Any], Any], start: StrEnum, actions: list[Any]) -> list[Any]:
    states: list[Any] = [start]
    for action in actions:
        states.append(after(states[-1], action))
    return states


def test_an_object_is_drawn_suggested_and_accepted() -> None:
    path = walk(object_state.after, ObjectState.DRAWN, [ObjectAction.SUGGEST, ObjectAction.ACCEPT])
    assert path == ["drawn", "suggested", "accepted"]


@pytest.mark.parametrize("decided", sorted(object_state.DECIDED))
def test_a_suggestion_never_replaces_what_a_person_decided(decided: ObjectState) -> None:
    with pytest.raises(Refused, match=f"This object is {decided}"):
        object_state.after(decided, ObjectAction.SUGGEST)


def test_an_object_without_a_mask_cannot_be_accepted_but_painted() -> None:
    with pytest.raises(Refused, match="From here one can: fix, redraw, suggest"):
        object_state.after(ObjectState.DRAWN, ObjectAction.ACCEPT)
    assert object_state.after(ObjectState.DRAWN, ObjectAction.FIX) == "fixed"


def test_an_image_goes_from_open_to_accepted_and_back() -> None:
    actions = [ImageAction.MARK_BOXED, ImageAction.ACCEPT, ImageAction.REOPEN]
    assert walk(image_state.after, ImageState.OPEN, actions) == ["open", "boxed", "accepted", "open"]
    with pytest.raises(Refused):
        image_state.after(ImageState.OPEN, ImageAction.ACCEPT)


def test_a_round_passes_every_stage_and_may_iterate() -> None:
    annnet_and_pseudo = [RoundAction.TRAIN_ANNNET, RoundAction.PREDICT_PSEUDO]
    actions = [RoundAction.PROPOSE, *annnet_and_pseudo, *annnet_and_pseudo]
    actions += [RoundAction.TRAIN_SEGNET, RoundAction.MEASURE, RoundAction.FINISH]
    path = walk(round_state.after, RoundState.QUEUED, actions)
    stages = ["proposing", "annnet", "pseudo", "annnet", "pseudo", "segnet", "measuring"]
    assert path == ["queued", *stages, "done"]


def test_a_job_returns_to_the_queue_when_its_lease_is_lost() -> None:
    actions = [JobAction.CLAIM, JobAction.LOSE_LEASE, JobAction.CLAIM, JobAction.SUCCEED]
    assert walk(job_state.after, JobState.QUEUED, actions) == ["queued", "running", "queued", "running", "succeeded"]


def test_a_click_and_a_round_wait_in_different_queues() -> None:
    assert JobKind.SUGGEST.queue == Queue.INTERACTIVE
    assert JobKind.ROUND.queue == Queue.TRAINING
    assert {kind.queue for kind in JobKind} == set(Queue)


@pytest.mark.parametrize(
    ("table", "ends"),
    [(round_state.TRANSITIONS, round_state.FINISHED), (job_state.TRANSITIONS, job_state.FINISHED)],
    ids=["round", "job"],
)
def test_what_has_ended_stays_ended_and_what_runs_can_be_cancelled(
    table: Mapping[tuple[StrEnum, StrEnum], StrEnum], ends: frozenset[StrEnum]
) -> None:
    assert not [state for state, _ in table if state in ends]
    running = {state for state, _ in table}
    assert {state for state, action in table if action == "cancel"} == running
