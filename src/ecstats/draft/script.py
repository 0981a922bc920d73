from ecstats.mentions import normalise
_MARKS = str.maketrans("％（），：；", "%(),:;")
def simplified(text: str) -> str:
    return normalise.simplified(text).translate(_MARKS)
