"""What holds of the block ``workshop``: it can be played with the events that there are."""

from collections.abc import Iterator

from casekit.cases.problems import Key, Problem
from casekit.cases.rules import Told

__all__ = ["workshop_can_be_played"]


def workshop_can_be_played(told: Told) -> Iterator[Problem]:
    """Decisions name events in order, between the first and the last one played."""
    block = told.ledger.workshop
    if not block:
        return
    named: list[tuple[Key, str]] = [(("workshop", name), getattr(block, name))
                                    for name in ("first", "last")]  # fmt: skip
    for i, decision in enumerate(block.decisions):
        key: Key = ("workshop", "decisions", i)
        named.append(((*key, "after"), decision.after))
        named += [((*key, "happened", n), word) for n, word in enumerate(decision.happened)]
    missing = [problem for key, word in named for problem in told.unknown("events", key, word)]
    yield from missing
    if not block.decisions:
        cure = "write one, or leave 'workshop' out"
        yield told.place.error(("workshop", "decisions"), "a workshop without a decision", cure)
    if not missing and told.spans:
        yield from _order(told)


def _order(told: Told) -> Iterator[Problem]:
    """Compare places in time, and in the file where times are alike, as the story is told."""
    block = told.ledger.workshop
    assert block is not None
    known = sorted(told.spans, key=lambda name: told.spans[name].at)
    place = {name: n for n, name in enumerate(known)}
    low, high = place[block.first], place[block.last]
    for i, decision in enumerate(block.decisions):
        key: Key = ("workshop", "decisions", i)
        if not low <= place[decision.after] <= high:
            cure = "choose an event between 'first' and 'last', after the decision before"
            yield told.place.error((*key, "after"), f"{decision.after!r} is not played then", cure)
        low = place[decision.after] + 1
        for n, word in enumerate(decision.happened):
            if not low <= place[word] <= high:
                cure = "name what was done after the decision, and no later than 'last'"
                what = f"{word!r} does not come after {decision.after!r}"
                yield told.place.error((*key, "happened", n), what, cure)
