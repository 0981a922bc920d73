"""How a value, a period, a name and a verdict are worded, in English and Chinese.

The only place that does it: charts, captions, tables, sentences, evidence pages, citations and
exports call these functions. The words themselves are data: ``words.toml``.
"""

from ecstats.labels.checks import checks_table
from ecstats.labels.code_lists import (
    CodeLists,
    by_id,
    dated,
    entity_or_area,
    figure_text,
    get,
    label,
    load_code_lists,
    quantity,
    quantity_range,
    reason,
    series_name,
)
from ecstats.labels.numbers import NO_VALUE, format_estimate, format_interval, format_value
from ecstats.labels.words import LANGUAGES, alt_text, code_name, count, listing, period, text

__all__ = [
    "LANGUAGES",
    "NO_VALUE",
    "CodeLists",
    "alt_text",
    "by_id",
    "checks_table",
    "code_name",
    "count",
    "dated",
    "entity_or_area",
    "figure_text",
    "format_estimate",
    "format_interval",
    "format_value",
    "get",
    "label",
    "listing",
    "load_code_lists",
    "period",
    "quantity",
    "quantity_range",
    "reason",
    "series_name",
    "text",
]
