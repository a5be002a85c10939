"""Names that people and files bring: what all of them must be, whichever door they come through."""

import unicodedata

from server.domain.errors import BadInput

LONGEST_CLASS = 80
JOINERS = frozenset("\u200c\u200d")
"""Invisible letters that some scripts cannot be written without."""
VIRAMA = 9
"""The combining class of the signs that take the vowel from a letter of India's scripts."""
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Fillers of Hangul and Braille's empty cell: letters by their category, and nothing to see."""
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def plain_name(text: str, thing: str, longest: int) -> str:
    """`text` composed and without spaces around it; raises BadInput when it is empty, too long, or has letters that
    nobody sees.

    `thing` says what is named: "project".
    """
    name = composed(text).strip()
    _check_plain(name, thing, longest)
    return name


def _check_plain(name: str, thing: str, longest: int) -> None:
    if not name:
        raise BadInput(f"The {thing} has no name.", "Give it one.")
    if len(name) > longest:
        raise BadInput(f"The {thing}'s name has {len(name)} characters.", f"Use at most {longest}.")
    if is_unseen(name):
        raise BadInput(f"The {thing}'s name {quoted(name)} has characters that cannot be seen.", "Leave them out.")


def composed(text: str) -> str:
    """The one spelling of letters with accents, which can be written in two ways that look the same (Unicode's NFC)."""
    return unicodedata.normalize("NFC", text)


def is_unseen(name: str) -> bool:
    """Whether the name has letters that cannot be shown, or that let it pass for another one: those that take no room
    or turn the direction of writing.
    """
    return any(_is_unseen(name, place) for place in range(len(name)))


def _is_unseen(name: str, place: int) -> bool:
    letter = name[place]
    if letter in JOINERS:
        return not _joins(name[:place][-1:], name[place + 1 : place + 2])
    return unicodedata.category(letter) in UNSEEN or letter in BLANKS or ord(letter) & 0xFFFE == 0xFFFE


def _joins(before: str, after: str) -> bool:
    """Whether a joiner has something to do there: after a virama (RFC 5892, A.1), or between letters none of which is
    ASCII, as Persian and emoji have them.
    """
    if before and unicodedata.combining(before) == VIRAMA:
        return True
    return all(one and not one.isascii() and one not in JOINERS for one in (before, after))


def quoted(text: str) -> str:
    """The text in quotes, those of its letters that nobody sees as `\\u200b`: for messages."""
    return f"'{''.join(_shown(text, place) for place in range(len(text)))}'"


def _shown(text: str, place: int) -> str:
    return text[place].encode("unicode_escape").decode() if _is_unseen(text, place) else text[place]


def check_class_name(name: str) -> None:
    """Raise BadInput unless the labelmap.txt of a data set can hold the name."""
    _check_plain(name, "class", LONGEST_CLASS)  # not composed: a data set's files spell it as they do
    if name != name.strip() or name.startswith("#") or ":" in name:
        raise BadInput(f"{quoted(name)} cannot name a class in a data set.", "Leave out # in front, and any colon.")
    if name.lower() == "background":
        raise BadInput("Background is what belongs to no class.", "Leave it out; label maps have it as 0.")


def spelt_out(text: str) -> str:
    """The text with what no database takes, bytes of file names that are no UTF-8, as `\\udcff`."""
    return text.encode(errors="backslashreplace").decode()
