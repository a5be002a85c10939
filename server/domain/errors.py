"""Errors that people meet: each says what is wrong, where, and what to do. `status` is the HTTP status."""

from collections.abc import Sequence


class BoxwrightError(Exception):
    """Base of every error meant for a person.

    `message` says what is wrong and where, `hint` what to do about it (may be empty).
    """

    status = 400
    code = "bad_request"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class BadInput(BoxwrightError):
    """What was sent cannot be used: a broken picture, a box outside the picture, an unknown class."""

    status = 422
    code = "bad_input"


class HasBoxes(BadInput):
    """Pictures were said to come, but it is a data set that can be imported with its boxes."""

    code = "has_boxes"


class TooLarge(BoxwrightError):
    """More bytes or pixels than this install accepts."""

    status = 413
    code = "too_large"


class NotFound(BoxwrightError):
    """It does not exist, or the asker may not know that it does."""

    status = 404
    code = "not_found"


class NotYet(NotFound):
    """It is being made: asking again in a while helps."""

    code = "not_yet"


class NotSignedIn(BoxwrightError):
    """No valid session or token came with the request."""

    status = 401
    code = "not_signed_in"


class Forbidden(BoxwrightError):
    """Signed in, but the role does not allow this."""

    status = 403
    code = "forbidden"


class Refused(BoxwrightError):
    """The thing exists, but its state does not allow this now."""

    status = 409
    code = "refused"


class Stale(BoxwrightError):
    """Somebody changed it first: the version sent is not the current one. `current` is what is stored now."""

    status = 412
    code = "stale"

    def __init__(self, message: str, current: object, hint: str = "Take the current state and try again.") -> None:
        super().__init__(message, hint)
        self.current = current


class TooMany(BoxwrightError):
    """Asked too often; wait and try again."""

    status = 429
    code = "too_many"


class Unavailable(BoxwrightError):
    """The server's disk or database does not work now. Nothing was changed; later it may go through."""

    status = 503
    code = "unavailable"


class DiskFull(Unavailable):
    """There is no room left: waiting alone does not help."""


class VersionRequired(BoxwrightError):
    """A change came without saying which version it changes."""

    status = 428
    code = "version_required"


def few(numbers: Sequence[int]) -> str:
    """The first ten of the numbers, and how many more there are: for a message."""
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return ", ".join(map(str, numbers[:10])) + more
