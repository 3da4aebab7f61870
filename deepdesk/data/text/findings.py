"""What was noticed while texts were read."""

from __future__ import annotations

from collections.abc import Iterator

from deepdesk.data.edits import LeaveOut
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.tables.mixed_lines import OTHERS
from deepdesk.data.text.source import CHARACTERS, FoundTexts


def of_reading(found: FoundTexts) -> Iterator[DataFinding]:
    """Rows of another width, bytes that are no characters, two encodings in one file, texts that were cut."""
    ragged = [str(row) for row in found.faults.ragged_rows]
    if ragged:
        # Where there are too many to be named, leaving out those that are would mend nothing.
        named = set(ragged).intersection(found.names) if len(ragged) == found.faults.ragged else ()
        step = LeaveOut(samples=tuple(name for name in ragged if name in named))
        action = DataAction(id="leave_out", code="data.health.leave_out", steps=(step,))
        yield DataFinding(
            code="data.text.ragged",
            severity="warning",
            params={"count": found.faults.ragged, "first": ragged[0]},
            samples=(tuple(ragged),),
            actions=(action,) if named else (),
        )
    if found.faults.zeros or found.faults.replaced:
        params = {"zeros": found.faults.zeros, "replaced": found.faults.replaced}
        yield DataFinding(code="data.text.odd_characters", severity="warning", params=params)
    mixed = sorted(name for name in found.encodings if name in OTHERS)
    if mixed:
        yield DataFinding(code="data.text.mixed_encodings", severity="warning", params={"other": OTHERS[mixed[0]]})
    if found.cut:
        params = {"count": found.cut, "limit": CHARACTERS}
        yield DataFinding(code="data.text.shortened", severity="note", params=params)
