"""Stata files read back by ReadStat, which R's haven uses."""

import re
from datetime import date

import pandas as pd
import pyreadstat

from ecstats.exports import export, table_files


def read(path):
    frame, metadata = pyreadstat.read_dta(
        str(path), apply_value_formats=True, formats_as_category=False
    )
    return {str(name): list(values) for name, values in frame.items()}, metadata


def fields_of(package, name):
    return {field["name"]: field for field in package[name]["schema"]["fields"]}


def test_readstat_reads_the_tables_back(exported, typed, package, language):
    for name in package:
        columns, _ = read(exported("dta", language) / f"{name}.dta")
        for column, (_, cells) in typed(name, language).items():
            found = columns[table_files.RENAMED.get(column, column)]
            assert [None if missing(value) or value == "" else value for value in found] == cells


def missing(value):
    return value is None or value != value


def test_names_and_labels_are_within_the_limits_of_stata(exported, package, language):
    title = "title" if language == "en" else "title_zh"
    for name in package:
        path = exported("dta", language) / f"{name}.dta"
        assert path.read_bytes()[:100].startswith(b"<stata_dta><header><release>118</release>")
        _, metadata = read(path)
        assert package[name][title] in metadata.file_label
        assert len(metadata.file_label) <= 80
        for variable, label in metadata.column_names_to_labels.items():
            assert re.fullmatch(r"[A-Za-z_]\w{0,31}", variable)
            assert 0 < len(label) <= 80
        for column, field in fields_of(package, name).items():
            variable = table_files.RENAMED.get(column, column)
            assert metadata.column_names_to_labels[variable].startswith(field[title])
        for label_set in metadata.value_labels:
            assert len(label_set) <= 32


def test_enumerations_have_value_labels_in_the_declared_order(exported, package):
    _, metadata = read(exported("dta", "zh") / "quoted_figures.dta")
    for column in ("obs_kind", "bound", "period_basis", "per"):
        codes = fields_of(package, "quoted_figures")[column]["constraints"]["enum"]
        assert metadata.variable_value_labels[column] == dict(enumerate(codes))


def test_days_are_dates_and_missing_ones_missing(exported):
    columns, metadata = read(exported("dta", "en") / "quoted_figures.dta")
    at = columns["figure_id"].index("hebei-miit-article-001")
    assert columns["period_end"][at] == date(2020, 6, 30)
    assert missing(columns["period_end"][columns["figure_id"].index("hebei-miit-article-009")])
    assert metadata.original_variable_types["period_end"] == "%td"


def test_a_long_text_is_kept_whole_as_strl(data_copy, rewrite, tmp_path):
    long = "沧州" * 2000
    rewrite(data_copy / "areas.csv", lambda rows: rows[1].__setitem__(-1, long))
    export("dta", tmp_path / "out", folder=data_copy)
    columns, _ = read(tmp_path / "out" / "areas.dta")
    assert columns["note"][0] == long
    assert pd.read_stata(tmp_path / "out" / "areas.dta")["note"][0] == long


def test_a_label_is_cut_to_what_stata_shows():
    assert table_files.shortened("x" * 80) == "x" * 80
    assert table_files.shortened("长" * 81) == "长" * 79 + "…"
