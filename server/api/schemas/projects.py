"""Projects and classes as JSON."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.api.schemas.base import Shown, Wanted
from server.api.types import MAX_INT, PLAIN, Small
from server.domain.role import Role

ProjectName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=PLAIN)]
ClassName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PLAIN)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[!-~]$")]
Profile = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class ClassWanted(Wanted):
    """A class of a new project."""

    name: ClassName
    color: Color | None = None
    key: Key | None = None


class ClassPut(ClassWanted):
    """A class of the list that replaces a project's; `id` left out: a new one."""

    id: Small | None = None


class ObjectClass(Shown):
    """A class: index 1..N in label maps, its colour and the key that chooses it."""

    id: int
    index: int
    name: str
    color: str
    key: str | None


class Counts(Shown):
    """Images by state."""

    open: int
    boxed: int
    accepted: int


class ProjectListed(Shown):
    """A project in the list."""

    id: int
    name: str
    role: Role
    counts: Counts


class ScheduleWanted(Wanted):
    """Start a round after so many newly accepted images and/or so many hours; both null: never by itself."""

    images: Annotated[int, Field(ge=1, le=MAX_INT)] | None = None
    hours: Annotated[float, Field(gt=0, le=8784, allow_inf_nan=False)] | None = None
    profile: Profile = "cpu"


class Schedule(Shown):
    """When rounds start by themselves."""

    images: int | None
    hours: float | None
    profile: str


class Suggesting(Shown):
    """What suggests masks now: the proposals, or the AnnNet of the round with this number."""

    origin: Literal["proposals", "annnet"]
    round: int | None


class Project(Shown):
    """A project as its page needs it."""

    id: int
    name: str
    role: Role
    classes: list[ObjectClass]
    classes_frozen: bool
    schedule: Schedule
    suggesting: Suggesting


class SampleProject(Project):
    """The sample project, and the job that draws its pictures."""

    import_job_id: int


class ProjectWanted(Wanted):
    """A new project."""

    name: ProjectName
    classes: Annotated[list[ClassWanted], Field(max_length=254)] = []


class SampleWanted(Wanted):
    """The sample project, under another name if wanted."""

    name: ProjectName | None = None


class ProjectChange(Wanted):
    """What to change about a project; left out: stays."""

    name: ProjectName | None = None
    schedule: ScheduleWanted | None = None


class ImageCounts(Counts):
    """Images by state; gold ones are counted in their state, too."""

    gold: int


class ObjectCounts(Shown):
    """Objects by state."""

    drawn: int
    suggested: int
    accepted: int
    fixed: int


class ClassCounts(Shown):
    """Objects of one class, and how many of them a person decided about."""

    class_id: int
    objects: int
    decided: int


class Summary(Shown):
    """What a project holds."""

    images: ImageCounts
    objects: ObjectCounts
    per_class: list[ClassCounts]
    accepted_since_last_round: int
