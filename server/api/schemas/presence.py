"""Who works on an image, as JSON."""

from uuid import UUID

from server.api.schemas.base import Shown, Wanted


class Person(Shown):
    """A person by name."""

    id: int
    name: str


class Here(Shown):
    """Somebody with the image open, and the object selected there."""

    user_id: int
    name: str
    object_id: str | None


class Presence(Shown):
    """Who else has the image open, and whose it is now: who works on it."""

    others: list[Here]
    holder: Person | None


class PresenceWanted(Wanted):
    """What a tab that shows the image says: the selected object, whether its person did something lately."""

    object_id: UUID | None = None
    works: bool = False
    takes_over: bool = False
