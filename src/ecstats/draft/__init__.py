"""Draft rows of the ledger from a document, for a person to review.

`rows.draft` reads every quantity in a text and proposes all columns of `quoted_figures.csv`:
`layout` finds the parts of a document (headings, conditions) and the words around a number and its
quote, `periods` its period, `kinds` what it is (observed, target, threshold, change), `code_lists`
which unit, indicator, area and entity it may have. `command` and `adding` are `ecstats draft` and
`ecstats add`; the words they go by stand in `words.toml`.

Every rule reads words of official prose, none knows a document. A proposal is a proposal: rows
are checked against the document when they are added, but only a person knows what is counted.
"""
