"""Texts are laid out as by matplotlib, to the last bit."""

import string

import numpy as np
from hypothesis import given, strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from ecstats.plots import fonts, learning, lettering, load_lookup, words
from ecstats.plots.style import drawing

CHARACTERS = string.ascii_letters + string.digits + " .,;:%()<>≥≤±−–—“”，。、（）《》电商亿元件□→éſ"
SIZES = st.sampled_from([8.5, 9.5, 15.0])


def check(text: str, size: float) -> None:
    fonts.register()
    reference, ours = TextToPath(), lettering.Letters()
    family = FontProperties(family=[fonts.FAMILY, fonts.SYMBOLS_FAMILY], size=size)
    with drawing():
        expected = reference.get_text_width_height_descent(text, family, False)
        assert ours.get_text_width_height_descent(text, family, False) == expected
        glyphs, outlines, _ = reference.get_glyphs_with_font(reference._get_font(family), text)
        vertices, codes = reference.get_text_path(family, text)
    laid = lettering.lay_out(text)
    assert [tuple(one) for one in laid.glyphs] == [tuple(one) for one in glyphs]
    assert list(laid.outlines) == list(outlines)
    path, ends = ours.get_text_path(family, text)
    assert np.array_equal(np.asarray(path), np.reshape(vertices, (-1, 2)))
    assert list(ends if ends is not None else ()) == list(codes)


@given(st.text(alphabet=CHARACTERS, max_size=30), SIZES)
def test_a_text(text: str, size: float) -> None:
    check(text, size)


@given(st.text(alphabet="aefiVTe\u0301\xadΩж 1", max_size=12), SIZES)
def test_a_text_whose_characters_do_not_stand_alone(text: str, size: float) -> None:
    check(text, size)


@given(st.text(st.sampled_from([chr(code) for code in sorted(fonts._faces()[0][1])]), max_size=12))
def test_a_text_of_any_characters_of_the_font(text: str) -> None:
    check(text, 9.5)


def test_the_words_of_the_charts() -> None:
    for text in words.texts():
        check(text.replace("\n", " "), 9.5)


def test_what_was_learnt_is_known() -> None:
    learning.learn(load_lookup())
    before = lettering._glyph.cache_info().misses, lettering._step.cache_info().misses
    lettering.lay_out.cache_clear()
    for text in words.texts():
        for line in text.split("\n"):
            lettering.lay_out(line)
    assert (lettering._glyph.cache_info().misses, lettering._step.cache_info().misses) == before
