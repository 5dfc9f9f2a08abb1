"""Results of long computations, kept for whoever asks the same again."""

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["recalled"]

_MOST = 64

_Asked = ParamSpec("_Asked")
_Told = TypeVar("_Told")


def recalled(function: Callable[_Asked, _Told]) -> Callable[_Asked, _Told]:
    """Let a pure function that takes seconds answer at once where it is asked the same again.

    What it was asked is told by the bytes of all arguments, so that no answer is ever stale, and
    each who asks gets an answer of his own. The last 64 answers are kept, in this process alone.

    Parameters
    ----------
    function
        A function without side effects, of arguments that can be pickled.

    Examples
    --------
    >>> @recalled
    ... def doubled(numbers):
    ...     print("computed")
    ...     return [2 * n for n in numbers]
    >>> doubled([1, 2]).append(5), doubled([1, 2])
    computed
    (None, [2, 4])
    """
    answers: OrderedDict[bytes, bytes] = OrderedDict()

    @wraps(function)
    def told(*asked: _Asked.args, **options: _Asked.kwargs) -> _Told:
        mark = hashlib.sha256(pickle.dumps((asked, options), pickle.HIGHEST_PROTOCOL)).digest()
        if mark in answers:
            answers.move_to_end(mark)
        else:
            answers[mark] = pickle.dumps(function(*asked, **options), pickle.HIGHEST_PROTOCOL)
            if len(answers) > _MOST:
                answers.popitem(last=False)
        answer: _Told = pickle.loads(answers[mark])  # bytes that stand above
        return answer

    return told
