"""The README of the data folder: what comes along, counted from what is there."""

from collections.abc import Iterable

from casekit import archives, cases, language, share

__all__ = ["readme", "write"]

_TEXT = """\
# Data

Generated from the cases and samples by `make catalogue`; a test holds it against them.

## Cases: `cases/<slug>/case.yaml`

What named sources say happened, in our own words, in English and German
([how a ledger reads](cases/FORMAT.md)). *Documented* counts the events, figures and links that a
source states, *derived* those that a rule or the order of events gives.

{cases}

{total}

In a notebook `ck.load.case("{slug}")` opens one and `ck.load.cases()` is this table.

## Context: `context.yaml`

{figures} figures from {sources} sources on how prepared companies said they were when these cases
happened. In a notebook: `ck.load.context()`.

## Samples: `samples/`

A small file of each format that casekit reads; every post in them is invented
([what each holds](samples/README.md)). In a notebook: `ck.load.sample("{sample}")`.

{samples}

Posts are counted with those that stand inside others and those that are only named.

## Recovery: `recovery.csv`

How well each rule that infers who passed it to whom found the hidden parents of real cascades
again: threads of PHEME (parents reported by the platform) and trees of Twitter16 (parents as the
makers of that set inferred them). `casekit validate --rules --archive PATH` makes such a table. In
a notebook: `ck.load.recovery()`.

## Reconstruction: `reconstruction.csv`, `reconstruction-series.csv`

How often the bands of reconstructed curves held what was hidden from them: counts of real cascades
of reposts, of which some rounded figures were shown; and figures of the cases above, some shown and
some withheld. `casekit validate --reconstruction` makes such tables, with `--archive PATH` the
first of them. In a notebook: `ck.load.reconstruction()`.

## Add a case

1. `casekit new acme-air-2019` writes a ledger that says what goes where, and a notebook.
2. Fill the ledger. `casekit check acme-air-2019` lists what is wrong and what is still empty,
   by line.
3. `casekit study acme-air-2019` makes its page, as soon as there are events and a link
   between them.
4. To bundle it, put its folder into `data/cases`, its notebook into `notebooks` with the German of
   its prose in `notebooks/de.po`, and run `make catalogue` and `make test`.

## Licence

Ledgers, context and samples: CC BY 4.0, see [LICENSE](LICENSE), which also says how to cite them.
The sources keep their own rights; no text and no picture of theirs is in here.
"""


def readme() -> str:
    """Write the README of the data folder.

    Examples
    --------
    >>> readme().splitlines()[0]
    '# Data'
    """
    table = cases.catalogue()
    counts = ["events", "figures", "links", "sources", "documented", "derived"]
    speak = language.of("en")
    rows = [
        [
            f"[{row['title']}](cases/{slug}/case.yaml)<br>`{slug}`",
            f"{row['first_day']} to {row['last_day']}",
            row["platforms"],
            *(speak.number(row[name]) for name in counts),
        ]
        for slug, row in table.iterrows()
    ]
    sums = [f"{speak.number(int(table[name].sum()))} {name}" for name in counts[:4]]
    context = cases.context()
    files = sorted(share.folder("data", "samples").iterdir())
    readings = {p.name: archives.read(p) for p in files if p.suffix not in ("", ".md")}
    samples = [
        [f"`{name}`", found.report.format, found.report.records, len(found.posts)]
        for name, found in readings.items()
    ]
    return _TEXT.format(
        cases=_table(["case", "period", "platforms", *counts], rows, right=6),
        total=f"{len(table)} cases with {speak.list(sums)}.",
        slug=table.index[0],
        figures=len(context),
        sources=context["sources"].str.split().explode().nunique(),
        sample=next(iter(readings)),
        samples=_table(["file", "format", "records", "posts"], samples, right=2),
    )


def write() -> None:
    """Write it into the data folder."""
    share.folder("data").joinpath("README.md").write_text(readme(), encoding="utf-8")


def _table(head: list[str], rows: Iterable[Iterable[object]], *, right: int) -> str:
    """Give a Markdown table whose last columns are numbers."""
    rule = ["---"] * (len(head) - right) + ["--:"] * right
    lines = [head, rule, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
