"""Names that people give: what all of them must be, whichever door they come through."""

from server.domain.errors import BadInput


def plain_name(text: str, thing: str, longest: int) -> str:
    """`text` without spaces around it; raises BadInput when it is empty, too long, or has control characters.

    `thing` says what is named: "project".
    """
    name = text.strip()
    if not name:
        raise BadInput(f"The {thing} has no name.", "Give it one.")
    if len(name) > longest:
        raise BadInput(f"The {thing}'s name has {len(name)} characters.", f"Use at most {longest}.")
    if any(ord(letter) < 32 or letter == "\x7f" or 0xD800 <= ord(letter) < 0xE000 for letter in name):
        raise BadInput(f"The {thing}'s name {name!r} has characters that cannot be shown.", "Leave them out.")
    return name
