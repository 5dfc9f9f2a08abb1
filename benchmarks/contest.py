"""Time contenders against one another in one run, interleaved, and print their ratios."""

import statistics
import time
from collections.abc import Callable, Mapping


def contest(
    title: str, contenders: Mapping[str, Callable[[], object]], *, repeats: int = 5
) -> dict[str, float]:
    """Run each contender once to warm up, then all of them in turn; the first one is ours.

    Returns
    -------
    dict
        Median seconds of each contender.
    """
    for run in contenders.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(repeats):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - start)
    return show(title, taken)


def show(title: str, taken: Mapping[str, list[float]]) -> dict[str, float]:
    """Print minimum, median and maximum of each contender, and its ratio to the first."""
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    ours = next(iter(medians.values()))
    print(f"\n{title}\n{'':44}{'min s':>12}{'median s':>12}{'max s':>12}{'ratio':>12}")
    for name, seconds in taken.items():
        cells = f"{min(seconds):12.6f}{medians[name]:12.6f}{max(seconds):12.6f}"
        print(f"{name:44}{cells}{medians[name] / ours:12,.1f}")
    return medians
