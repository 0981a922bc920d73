"""How a value, a period, a name and a verdict are worded, in English and Chinese.

The only place that does it: charts, captions, tables, sentences, evidence pages, citations and
exports call these functions.
"""

from ecstats.labels.code_lists import (
    CodeLists,
    by_id,
    figure_text,
    get,
    label,
    load_code_lists,
    quantity,
)
from ecstats.labels.numbers import (
    LANGUAGES,
    format_interval,
    format_value,
    step_of,
    step_of_interval,
)
from ecstats.labels.words import text

__all__ = [
    "LANGUAGES",
    "CodeLists",
    "by_id",
    "figure_text",
    "format_interval",
    "format_value",
    "get",
    "label",
    "load_code_lists",
    "quantity",
    "step_of",
    "step_of_interval",
    "text",
]
