"""The mentions of a document, set against the figures quoted from it."""

from typing import TYPE_CHECKING

from ecstats.errors import InputError
from ecstats.mentions.scanner import find

# Imported when it is used: it takes longer than reading a document.
if TYPE_CHECKING:
    import pandas as pd


def ledger(text: str, source_id: str, figures: "pd.DataFrame") -> "pd.DataFrame":
    """Account for every mention of a document.

    Parameters
    ----------
    text : str
        The document.
    source_id : str
        Its identifier in `sources.csv`.
    figures : DataFrame
        Quoted figures with ``figure_id``, ``source_id``, ``start`` and ``end``; those of other
        documents are left aside.

    Returns
    -------
    DataFrame
        Columns of `mentions.csv`. The ``disposition`` is ``figure`` where a quoted figure stands
        at the mention, ``other`` for a quantity that nobody quotes, else the mention's kind.

    Raises
    ------
    InputError
        If a quoted figure is not one mention: the message names its neighbours.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["figure_id", "source_id", "start", "end"]
    >>> figures = pd.DataFrame([["a-001", "a", 7, 12]], columns=columns)
    >>> ledger("到2025年，超过60%", "a", figures)["disposition"].tolist()
    ['date', 'figure']
    """
    import pandas as pd

    own = figures[figures["source_id"] == source_id]
    quoted = {
        (int(start), int(end)): str(figure)
        for start, end, figure in zip(own["start"], own["end"], own["figure_id"], strict=True)
    }
    mentions = find(text)
    places = {(mention.start, mention.end) for mention in mentions}
    for (start, end), figure in quoted.items():
        if (start, end) not in places:
            near = [m for m in mentions if m.start < end + 20 and m.end > start - 20]
            shown = ", ".join(f"{m.text!r} at {m.start}-{m.end}" for m in near) or "none near"
            raise InputError(
                f"{figure}: {text[start:end]!r} at {start}-{end} is not one mention of "
                f"{source_id}; mentions there: {shown}"
            )
    rows = []
    for m in mentions:
        quoting = quoted.get((m.start, m.end))
        unquoted = "other" if m.kind == "quantity" else m.kind
        disposition = unquoted if quoting is None else "figure"
        rows.append((source_id, m.start, m.end, m.text, disposition, quoting))
    columns = ["source_id", "start", "end", "as_written", "disposition", "figure_id"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({name: "string" for name in columns if name not in ("start", "end")})
