"""The sheet that both twins of a picture share: its size, and the words of its legend."""

import pandas as pd

from casekit.errors import EvidenceError, SchemaError
from casekit.language import Language
from casekit.schema import EVIDENCE

__all__ = [
    "AXIS", "HEAD", "HEIGHT", "LEFT", "MARGIN", "WIDTH", "grade_words", "grades", "time_words",
]  # fmt: skip

WIDTH, HEIGHT, MARGIN = 13.33, 7.5, 0.4
"""The sheet and its left and right margin, in inches."""
LEFT = 1.67
"""Where lanes begin, right of their names."""
AXIS, HEAD = 0.52, 0.3
"""Room for the clock below lanes and for the words of the answer above them."""

_TIMES = {
    "exact": "time known to the minute",
    "bounds": "known within bounds, best estimate",
    "day": "only day or days known",
    "open": "one bound open",
    "placeholder": "no bounds known",
}
_GRADES = {
    "archived": "archived",
    "documented": "documented, with source",
    "derived": "derived by rule",
    "reconstructed": "reconstructed",
    "simulated": "simulated, did not happen",
}


def grade_words(grade: str, speak: Language) -> str:
    """Say what a grade of evidence means, for the legend."""
    return speak(_GRADES[grade])


def time_words(mark: str, speak: Language) -> str:
    """Say what a mark of time means, for the legend."""
    return speak(_TIMES[mark])


def grades(*frames: pd.DataFrame) -> tuple[str, ...]:
    """List the grades of evidence that frames hold, best first.

    Raises
    ------
    SchemaError
        Something is no frame.
    EvidenceError
        A frame does not say of each row how it is known.

    Examples
    --------
    >>> grades(pd.DataFrame({"evidence": ["derived", "documented"]}))
    ('documented', 'derived')
    """
    seen: set[str] = set()
    for frame in frames:
        if not isinstance(frame, pd.DataFrame):
            raise SchemaError(f"{type(frame).__name__} cannot be drawn",
                              cure="give a frame of casekit, such as its reference names for this "
                                   "picture")  # fmt: skip
        if "evidence" not in frame.columns or frame["evidence"].isna().any():
            raise EvidenceError(
                "a frame without grades of evidence cannot be drawn",
                where=f"column 'evidence' of a frame of {len(frame):,} rows",
                cure=f"grade each row: {', '.join(EVIDENCE)}",
            )
        seen.update(map(str, frame["evidence"].unique()))
    return tuple(grade for grade in EVIDENCE if grade in seen)
