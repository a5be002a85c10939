"""Types of what requests carry: ids that fit the database, names without control characters, versions from If-Match."""

from typing import Annotated

from fastapi import Header, Path
from pydantic import Field, StringConstraints

from server.domain.errors import BadInput, VersionRequired

PLAIN = r"^[^\x00-\x1f\x7f]*$"
MAX_INT = 2**31 - 1
MAX_BIG = 2**53 - 1  # what JavaScript's numbers hold

Small = Annotated[int, Field(ge=1, le=MAX_INT)]
Big = Annotated[int, Field(ge=1, le=MAX_BIG)]

ProjectId = Annotated[int, Path(ge=1, le=MAX_INT)]
UserId = Annotated[int, Path(ge=1, le=MAX_INT)]
TokenId = Annotated[int, Path(ge=1, le=MAX_INT)]
RoundNumber = Annotated[int, Path(ge=1, le=MAX_INT)]
ImageId = Annotated[int, Path(ge=1, le=MAX_BIG)]
JobId = Annotated[int, Path(ge=1, le=MAX_BIG)]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PLAIN)]
Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]
AnyPassword = Annotated[str, StringConstraints(max_length=200)]  # at the sign-in door: wrong ones are just wrong
AnyName = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


def given_version(
    if_match: Annotated[str | None, Header(description='The version this changes, quoted: `"3"`.')] = None,
) -> int:
    """The version in If-Match; raises VersionRequired without one."""
    if if_match is None:
        raise VersionRequired("This change does not say which version it changes.", 'Send If-Match: "<version>".')
    return _number(if_match)


def given_version_or_new(
    if_match: Annotated[str | None, Header(description='The version this changes, quoted: `"3"`.')] = None,
    if_none_match: Annotated[str | None, Header(description="`*`: it must be new.")] = None,
) -> int | None:
    """The version in If-Match, or None for `If-None-Match: *` (create); raises VersionRequired without either."""
    if if_none_match is not None and if_match is None:
        if if_none_match.strip() != "*":
            raise BadInput("If-None-Match can only be *.", "Send If-None-Match: * to create.")
        return None
    return given_version(if_match)


def _number(quoted: str) -> int:
    text = quoted.strip().removeprefix('"').removesuffix('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(f"If-Match holds {quoted[:40]!r}, which is no version.", 'Send If-Match: "<version>".')
    return int(text)
