"""The life of a round: queued -> proposing -> annnet -> pseudo -> segnet -> measuring -> done | failed | cancelled."""

from enum import StrEnum

from server.domain.lifecycle import next_state


class RoundState(StrEnum):
    """The stage a round is in; the last three are terminal."""

    QUEUED = "queued"
    PROPOSING = "proposing"
    ANNNET = "annnet"
    PSEUDO = "pseudo"
    SEGNET = "segnet"
    MEASURING = "measuring"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RoundAction(StrEnum):
    """What can happen to a round; the first five enter the stage of that name."""

    PROPOSE = "propose"
    TRAIN_ANNNET = "train_annnet"
    PREDICT_PSEUDO = "predict_pseudo"
    TRAIN_SEGNET = "train_segnet"
    MEASURE = "measure"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"
    RESUME = "resume"  # a lost lease: the next worker replays the finished stages from their files


FINISHED = frozenset({RoundState.DONE, RoundState.FAILED, RoundState.CANCELLED})
RUNNING = tuple(state for state in RoundState if state not in FINISHED)

ENTERING: dict[RoundState, RoundAction] = {
    RoundState.PROPOSING: RoundAction.PROPOSE,
    RoundState.ANNNET: RoundAction.TRAIN_ANNNET,
    RoundState.PSEUDO: RoundAction.PREDICT_PSEUDO,
    RoundState.SEGNET: RoundAction.TRAIN_SEGNET,
    RoundState.MEASURING: RoundAction.MEASURE,
}

TRANSITIONS: dict[tuple[RoundState, RoundAction], RoundState] = {
    (RoundState.QUEUED, RoundAction.PROPOSE): RoundState.PROPOSING,
    (RoundState.PROPOSING, RoundAction.TRAIN_ANNNET): RoundState.ANNNET,
    (RoundState.ANNNET, RoundAction.PREDICT_PSEUDO): RoundState.PSEUDO,
    (RoundState.PSEUDO, RoundAction.TRAIN_ANNNET): RoundState.ANNNET,  # the paper's next iteration (table 6)
    (RoundState.PSEUDO, RoundAction.TRAIN_SEGNET): RoundState.SEGNET,
    (RoundState.SEGNET, RoundAction.MEASURE): RoundState.MEASURING,
    (RoundState.MEASURING, RoundAction.FINISH): RoundState.DONE,
    **{(state, RoundAction.RESUME): RoundState.QUEUED for state in RUNNING},
    **{(state, RoundAction.FAIL): RoundState.FAILED for state in RUNNING},
    **{(state, RoundAction.CANCEL): RoundState.CANCELLED for state in RUNNING},
}


def after(state: RoundState, action: RoundAction) -> RoundState:
    """Return the state of a round after `action`; raises Refused when the table does not allow it."""
    return next_state("round", TRANSITIONS, state, action)
