import pandas as pd
import pytest

from ecstats import documents, tables
from ecstats.errors import InputError
from ecstats.mentions import find, ledger

FIGURES = pd.DataFrame(
    {"figure_id": ["a-1", "b-1"], "source_id": ["a", "b"], "start": [9, 0], "end": [14, 1]}
)


def test_every_mention_has_a_disposition():
    text = "到2025年，达到60%以上，第3次，“5G”，5个，近三年，〔2018〕1号"
    rows = ledger(text, "a", FIGURES)
    assert list(rows) == ["source_id", "start", "end", "as_written", "disposition", "figure_id"]
    assert [str(dtype) for dtype in rows.dtypes] == ["string", "int64", "int64", *["string"] * 3]
    assert rows["disposition"].tolist() == [
        *("date", "figure", "ordinal", "name", "other", "period", "document_number")
    ]
    assert rows["figure_id"].dropna().to_dict() == {1: "a-1"}
    assert rows["as_written"].tolist() == [m.text for m in find(text)]


def test_a_figure_that_is_no_mention_is_named_with_its_neighbours():
    with pytest.raises(InputError, match=r"a-1: '达到60%' at 7-12 .* '60%以上' at 9-14"):
        ledger("到2025年，达到60%以上", "a", FIGURES.assign(start=7, end=12))
    for text in ("没有", "5个" + "的" * 60, "的" * 60 + "5个"):
        with pytest.raises(InputError, match="mentions there: none near"):
            ledger(text, "a", FIGURES.assign(start=30, end=31))


def test_the_table_accounts_for_every_mention_of_the_documents(documents_folder):
    figures, table = tables.load_quoted_figures(), tables.load_mentions()
    made = pd.concat(
        [
            ledger(documents.read(source, documents_folder), source.source_id, figures)
            for source in tables.load_sources().itertuples()
        ],
        ignore_index=True,
    )
    stored = table.astype({column: made[column].dtype for column in made})
    pd.testing.assert_frame_equal(stored, made)


def test_every_quoted_figure_is_one_of_the_mentions():
    figures, table = tables.load_quoted_figures(), tables.load_mentions()
    marked = table[table["disposition"] == "figure"].set_index("figure_id")
    assert sorted(marked.index) == sorted(figures["figure_id"])
    rows = figures.set_index("figure_id").loc[marked.index]
    for column in ("start", "end", "as_written"):
        assert rows[column].tolist() == marked[column].tolist()
