"""Commands about what others may have: pseudonymise, erase."""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from casekit.cli.archives import KINDS, Columns, Format, Zone, kind_of, workers, written
from casekit.cli.screen import aside, line, parts, waiting
from casekit.errors import PrivacyError
from casekit.writing import whole

if TYPE_CHECKING:
    from casekit import privacy

__all__ = ["erase", "pseudonymise"]


class Wording(StrEnum):
    """What becomes of texts."""

    drop = "drop"
    keep = "keep"


def pseudonymise(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Archive files, folders or globs; - is stdin.")
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option(help=f"File: {', '.join(KINDS)}; .txt for ids.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Key file; files of one key join.")] = None,
    new_key: Annotated[Path | None, typer.Option(help="Key file to make, and to use.")] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Account that stays named; repeat for several.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="Case whose public accounts stay named.")] = None,
    text: Annotated[
        Wording, typer.Option(help="drop: only whom a text mentions stays; keep: all but names.")
    ] = Wording.drop,
    ids_only: Annotated[
        bool, typer.Option("--ids-only", help="Write the ids of the posts and nothing else.")
    ] = False,
    format: Format = None,
    tz: Zone = None,
    columns: Columns = None,
) -> None:
    """Write an archive for others, with pseudonyms in place of accounts, posts and links.

    What leaves the machine goes through here; convert, extract and measure write for yourself,
    with names and ids. The key says whom a pseudonym stands for: keep it, never hand it on.
    """
    from casekit import archives, load, privacy

    if not paths and new_key is not None:
        _made(new_key)
        return
    if not paths or out is None:
        raise PrivacyError("nothing to write", cure="name an archive, and a file with --out")
    kind = kind_of(paths, out, (".txt",) if ids_only else KINDS)
    if ids_only:
        _write_ids(paths, out, format, tz, columns)
        return
    if (key is None) == (new_key is None):
        cure = "name one: --key FILE, or --new-key FILE to make it"
        raise PrivacyError("no key, or two of them", cure=cure)
    kept = {*(keep or ()), *(privacy.public(load.case(case)) if case else ())}
    with TemporaryDirectory(dir=out.resolve().parent, prefix=f".{out.name}.") as name:
        posts, covered = Path(paths[0]), out
        if len(paths) > 1 or not archives.is_stored(paths[0]):
            posts = Path(name) / "named.parquet"
            with parts("reading") as tell:
                archives.store(paths, posts, format=format, tz=tz, columns=columns,
                               workers=workers(None, None), tell=tell)  # fmt: skip
        if kind != ".parquet":
            covered = Path(name) / "posts.parquet"
        with waiting("writing"):
            secret = key or _made(new_key)
            done = privacy.stored(posts, covered, key=secret, keep=kept, text=text.value)
            notes = written(load.posts(covered), out) if covered != out else []
    _say(done, out, notes)


def _made(new_key: Path | None) -> Path:
    from casekit import privacy

    assert new_key is not None
    made = privacy.new_key(new_key)
    line(f"key in {made}: keep it, and hand it to nobody", to=aside)
    return made


def _say(done: "privacy.Handed", out: Path, notes: list[str]) -> None:
    named = f"; named stay {', '.join(done.kept)}" if done.kept else ""
    line(f"{done.posts:,} posts in {out}{named}", to=aside)
    if done.absent:
        line(f"not in it, so that nothing stays named: {', '.join(done.absent)}", to=aside)
    if done.verbatim:
        line(f"{done.verbatim:,} texts stand there word for word but for names: whoever searches "
             "for one finds who wrote it", to=aside, style="yellow")  # fmt: skip
    for note in notes:
        line(note, to=aside)


def _write_ids(
    paths: list[str], out: Path, format: str | None, tz: str | None, columns: str | None
) -> None:
    from casekit import load, privacy

    with waiting("reading"):
        source = paths if len(paths) > 1 else paths[0]
        posts = load.posts(source, format=format, tz=tz, columns=columns)
    held = privacy.ids(posts)
    with whole(out) as part:
        part.write_text("".join(f"{post}\n" for post in held), encoding="utf-8")
    line(f"{len(held):,} ids in {out}; {len(posts) - len(held):,} left out, of posts that are only "
         "named or whose ids are damaged", to=aside)  # fmt: skip


def erase(
    account: Annotated[str, typer.Argument(help="Id or handle of the account.")],
    stored: Annotated[Path, typer.Argument(help="Parquet file that convert or extract wrote.")],
) -> None:
    """Take one account out of a stored archive: its posts, reposts of them, mentions of it.

    The new file is looked through byte by byte before it takes the place of the old one.
    """
    from casekit import privacy

    with waiting("erasing"):
        done = privacy.erase(stored, account)
    for what, count in {
        "posts": done.posts, "reposts of them": done.reposts, "mentions": done.mentions,
        "ids and links": done.links, "posts left": done.left,
    }.items():  # fmt: skip
        line(f"{what:16} {count:,}")
    line("backups, other copies and the archive it was made from are yours to see to", to=aside)
