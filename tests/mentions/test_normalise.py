from hypothesis import given, strategies as st

from ecstats.mentions.normalise import normalise


@given(st.text() | st.text("元圓级級３，．％Ａ0,a", max_size=20))
def test_offsets_hold_and_a_plain_text_is_left_alone(text):
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) is once


def test_a_full_width_comma_is_a_mark_of_grouping_only_between_full_width_digits():
    assert normalise("３，０００，５；３，５１２．５％；3，000") == "3,000，5；3,512.5%；3，000"
    assert normalise("拾圓、拾圆") == "拾元、拾元"
