"""Several changes of an image's objects in one request, and what became of each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.candidates import AcceptWanted, ChoiceWanted
from server.api.schemas.images import (
    BoxList,
    EarlierDecision,
    MaskWanted,
    Object,
    ObjectWanted,
    PointList,
    Work,
    as_points,
)
from server.api.types import Small
from server.domain.box import Box
from server.domain.errors import BadInput
from server.flows import changes, choices, objects, reverts
from server.flows.changes import Act, Result, Step
from server.flows.drawings import Drawing, Fields
from server.flows.objects import Change
from server.store.tables import Image
from server.store.tables import Object as Row

Part = TypeVar("Part")


class ChangeWanted(Work):
    """What all changes say: `id` is the change's own UUID, `version` the object's as the page knew it."""

    id: UUID
    object_id: UUID
    version: Small | None = None

    def step(self) -> Step:
        """The same for the flow. What is wrong with this change alone comes out when it is applied, as its outcome."""
        try:
            act = self.act()
        except BadInput as error:
            act = _refusing(error)
        return Step(str(self.id), str(self.object_id), self.version, self.active_seconds, self.waiting_seconds, act)

    def act(self) -> Act:
        """What applies it, its masks decoded already; raises BadInput for reversed or empty boxes."""
        raise NotImplementedError


def _refusing(error: BadInput) -> Act:
    def act(*_: object) -> Row:
        raise error

    return act


def _with(flow: Callable[[Session, Image, str, Part, Change], Row], part: Part) -> Act:
    """The flow on the part that a change brings."""
    return lambda session, image, object_id, change: flow(session, image, object_id, part, change)


def _draw_new(session: Session, image: Image, object_id: str, drawing: Drawing, change: Change) -> Row:
    return objects.put_object(session, image, object_id, drawing, replace(change, version=None))


class Draw(ObjectWanted, ChangeWanted):
    """A new object, or a deleted one that comes back (`restore`)."""

    kind: Literal["draw", "restore"]

    def act(self) -> Act:
        """Draw it."""
        return _with(_draw_new, self.drawing())


class Drawn(ChangeWanted):
    """The parts of a drawing that change; what is left out stays as it is."""

    class_id: Small | None = None
    box: BoxList | None = None
    truncated: bool | None = None
    difficult: bool | None = None
    occluded: bool | None = None
    points: PointList | None = None

    def fields(self) -> Fields:
        """The same for the flow; raises BadInput for a reversed or empty box."""
        box = Box(*self.box) if self.box else None
        return Fields(self.class_id, box, self.truncated, self.difficult, self.occluded, as_points(self.points))


class Edit(Drawn):
    """Another class, box or flag."""

    kind: Literal["edit"]

    def act(self) -> Act:
        """Change it."""
        return _with(objects.edit_object, self.fields())


class Accept(AcceptWanted, ChangeWanted):
    """Accept the suggested mask, or a candidate."""

    kind: Literal["accept"]

    def act(self) -> Act:
        """Accept it."""
        choice = self.choice()
        if choice is None:
            return _with(objects.accept_object, self.seen())
        return _with(choices.accept_candidate, choice)


class Choose(ChoiceWanted, ChangeWanted):
    """A candidate becomes the suggestion."""

    kind: Literal["choose"]

    def act(self) -> Act:
        """Choose it."""
        return _with(choices.choose_candidate, self.choice())


class Reject(ChangeWanted):
    """Take the mask off."""

    kind: Literal["reject"]

    def act(self) -> Act:
        """Reject it."""
        return objects.reject_object


class Fix(MaskWanted, ChangeWanted):
    """A painted mask."""

    kind: Literal["fix"]

    def act(self) -> Act:
        """Fix it."""
        return _with(objects.fix_object, self.mask())


class Delete(ChangeWanted):
    """Delete the object."""

    kind: Literal["delete"]

    def act(self) -> Act:
        """Delete it."""
        return objects.delete_object


class Revert(Drawn):
    """Those parts of an object that go back to what they were: undo and redo."""

    kind: Literal["revert"]
    decision: EarlierDecision | None = None

    def act(self) -> Act:
        """Revert it."""
        earlier = reverts.Earlier(self.fields(), self.decision.decision() if self.decision else None)
        return _with(reverts.revert_object, earlier)


AnyChange = Annotated[Draw | Edit | Accept | Choose | Reject | Fix | Delete | Revert, Field(discriminator="kind")]


class ChangesWanted(Wanted):
    """Changes of one image's objects, in the order they were made; `user_id`: who made them, if the page knows."""

    user_id: Small | None = None
    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=changes.MOST)]


class Outcome(Shown):
    """What became of a change; `message` and `hint` say why it was not stored."""

    id: str
    result: Result
    message: str
    hint: str


class Applied(Shown):
    """An outcome for each change, in order, and the touched objects as they are now; deleted ones are missing."""

    outcomes: list[Outcome]
    objects: list[Object]
