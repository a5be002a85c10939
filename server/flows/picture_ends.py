"""Where a JPEG or PNG really ends: a file with more behind it may be something else, too (a zip, a script)."""

import re

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in entropy-coded data: neither a stuffed 0 nor a restart


def png_end(data: bytes) -> int | None:
    """The offset behind the IEND chunk; None when the chunks do not lead there."""
    if not data.startswith(PNG_SIGNATURE):
        return None
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(data):
        length, kind = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        position += 12 + length  # length, kind, content, checksum
        if kind == b"IEND":
            return position
    return None


def jpeg_end(data: bytes) -> int | None:
    """The offset behind the end-of-image marker; None when the segments do not lead there."""
    position = 2 if data.startswith(b"\xff\xd8\xff") else len(data)
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
            continue
        if marker == 0xD9:
            return position + 2
        position += 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker == 0xDA:  # a scan: entropy-coded data follow, up to the next marker
            following = _MARKER.search(data, position)
            position = following.start() if following else len(data)
    return len(data) if data[position:] == b"\xff\xd9" else None
