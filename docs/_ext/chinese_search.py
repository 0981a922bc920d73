"""Search in Chinese without a dictionary of words: every two neighbouring characters."""

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese

RUN = re.compile(r"[\u3400-\u9fff]+")


class NeighbouringCharacters(SearchChinese):
    """Words are runs of Chinese characters and all pairs in them; the page matches parts."""

    # The script of the page calls the stemmer by this name, and the one it has is the English one.
    language_name = "English"

    def split(self, input: str) -> list[str]:
        """Split a text into Latin words, Chinese runs and their pairs."""
        runs = RUN.findall(input)
        pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
        return [*super().split(input), *runs, *pairs]

    def word_filter(self, word: str) -> bool:
        """Whether a word enters the index."""
        return len(word) > 1


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_search_language(NeighbouringCharacters)
    return {"parallel_read_safe": True}
