"""The life of an image: open -> boxed -> accepted, and back by reopening. Boxed trains as W, accepted as F."""

from enum import StrEnum

from server.domain.lifecycle import next_state


class ImageState(StrEnum):
    """How far an image is labelled."""

    OPEN = "open"
    BOXED = "boxed"
    ACCEPTED = "accepted"


class ImageAction(StrEnum):
    """What can happen to an image."""

    MARK_BOXED = "mark_boxed"
    ACCEPT = "accept"
    REOPEN = "reopen"
    SEND_BACK = "send_back"


TRANSITIONS: dict[tuple[ImageState, ImageAction], ImageState] = {
    (ImageState.OPEN, ImageAction.MARK_BOXED): ImageState.BOXED,
    (ImageState.BOXED, ImageAction.ACCEPT): ImageState.ACCEPTED,
    (ImageState.BOXED, ImageAction.REOPEN): ImageState.OPEN,
    (ImageState.ACCEPTED, ImageAction.REOPEN): ImageState.OPEN,
    (ImageState.BOXED, ImageAction.SEND_BACK): ImageState.OPEN,
    (ImageState.ACCEPTED, ImageAction.SEND_BACK): ImageState.OPEN,
}


def after(state: ImageState, action: ImageAction) -> ImageState:
    """Return the state of an image after `action`; raises Refused when the table does not allow it."""
    return next_state("image", TRANSITIONS, state, action)
