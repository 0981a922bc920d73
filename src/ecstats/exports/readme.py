"""What goes with every export: source, version, licence, and what each column means."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from ecstats import __version__
from ecstats.citations import citation, project
from ecstats.exports.contents import Package, Table

__all__ = ["COLUMN_HEADS", "About", "column_rows", "facts", "stamp", "text"]

_HEADS = {
    "en": ("Content", "Source", "Version", "Licence", "Cite as", "Language", "Notes"),
    "zh": ("内容", "来源", "版本", "许可", "引用格式", "语言", "说明"),
}
_LANGUAGE = {"en": "English", "zh": "中文"}
_COMMON = {
    "en": (
        "Codes (areas, identifiers, periods) are text. Empty cells are missing values, not zero. "
        "Labels in the columns …_label are in the language of this export; quotes stay Chinese.",
        "A value is obs_value × 10^unit_mult in unit_measure; base_value has it multiplied out. "
        "A bound (over, at_least …) belongs to the value: see the column bound.",
    ),
    "zh": (
        "代码（地区、标识、时期）均为文本。空单元格表示缺失，而不是零。"
        "…_label 各列的名称使用本次导出的语言；引文保持原文。",
        "数值等于 obs_value × 10^unit_mult，单位为 unit_measure；base_value 为换算后的数值。"
        "界限词（over 超过、at_least 以上等）是数值的一部分，见 bound 列。",
    ),
}
COLUMN_HEADS = {
    "en": ("Table", "Rows", "Column", "Title", "Type", "Unit", "Meaning"),
    "zh": ("表", "行数", "列", "标题", "类型", "单位", "含义"),
}


class About(NamedTuple):
    """What an export says of itself: the data package, the language, and notes of the format."""

    package: Package
    language: str
    notes: tuple[str, ...]


def stamp() -> datetime:
    """Date that files carry as that of their making: the release's, so that bytes do not vary."""
    return datetime.combine(project().released or date(2000, 1, 1), time())


def facts(about: About) -> Iterator[tuple[str, str]]:
    """Heads and texts of the README, in the language of the export."""
    content, source, version, licence, cite, language, notes = _HEADS[about.language]
    yield content, about.package.title
    yield content, about.package.description
    yield source, about.package.source
    yield version, f"ecstats {__version__}"
    yield licence, about.package.licence_text
    yield cite, citation(language=about.language)
    yield language, _LANGUAGE[about.language]
    for note in (*_COMMON[about.language], *about.notes):
        yield notes, note


def column_rows(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, str, str, str, str]]:
    """Describe every column of every table; the heads are `COLUMN_HEADS`."""
    for table in tables:
        for column in table.columns:
            yield (
                table.name,
                str(len(table.frame)),
                column.name,
                column.title,
                column.type,
                column.unit,
                column.description,
            )


def text(about: About, tables: Sequence[Table]) -> str:
    """Write the README of a folder of files."""
    colon = "：" if about.language == "zh" else ": "
    lines = [f"{head}{colon}{fact}" for head, fact in facts(about)]
    for table in tables:
        rows = len(table.frame)
        count = f"{rows} 行" if about.language == "zh" else f"{rows} rows"
        lines += ["", f"{table.name} — {table.title} ({count})", f"  {table.description}"]
        for column in table.columns:
            unit = f", {column.unit}" if column.unit else ""
            lines.append(
                f"  {column.name} ({column.type}{unit}): {column.title}. {column.description}"
            )
    return "\n".join(lines) + "\n"
