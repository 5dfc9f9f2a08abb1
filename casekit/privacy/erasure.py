"""One account taken out of a stored archive: what it wrote, what repeats it, what names it."""

import io
import mmap
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit import schema
from casekit.archives.report import Problem, Report, remembered
from casekit.errors import PrivacyError
from casekit.privacy.frames import BATCH, named, opened
from casekit.privacy.person import ERASED, Person
from casekit.sentence import Sentence, Value
from casekit.writing import whole

__all__ = ["Erasure", "erase"]

_KIND = schema.arrow(schema.POSTS)
_IDS = ("post", "parent", "root", "quoted")
_PLACE = "erased-"
"""Begins the id of a post that is gone and that others answer."""
_SURE = 6
"""A name of so many bytes does not come about by chance among compressed ones."""


@dataclass(frozen=True)
class Erasure:
    """What was taken out of a file."""

    posts: int
    """Posts of the account."""
    reposts: int
    """Posts of others that only repeat them."""
    mentions: int
    """Texts of others in which it stood, and stands no more."""
    links: int
    """Ids and addresses of other posts that named it."""
    left: int
    """Posts that the file has now."""


def erase(path: str | os.PathLike[str], account: str) -> Erasure:
    """Take one account out of a stored archive, as the law gives everybody a right to.

    Its posts go, and those that only repeat them. Where others name it, link to it or repeat its
    words within their own, "[erased]" stands instead; what others answered keeps a place without
    content, so that their threads hold together. All that the new file holds is looked through
    before it takes the place of the old one. Backups, and the archive that the file was made from,
    are yours to see to.

    Parameters
    ----------
    path
        What :func:`casekit.archives.store` wrote.
    account
        Id or handle, with or without "@", in any case; all handles that the file knows of it go.

    Raises
    ------
    PrivacyError
        The file holds nothing of it, or holds it still where it cannot be taken out, or is no
        Parquet file of posts. The file stays as it was.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "posts.parquet"
    ...     made = ck.archives.store([ck.load.sample("customer-care.csv")], path)
    ...     done = erase(path, "@ExampleRail")
    ...     done.left == len(ck.load.posts(path)), done.posts > 0
    (True, True)
    """
    target = Path(path)
    with opened(target) as file:
        if target.resolve().with_name(f".{target.name}.parts").exists():
            cure = "let `casekit convert` finish, or delete that folder"
            raise PrivacyError("a run that was broken off left its parts beside it",
                               where=str(path), cure=cure)  # fmt: skip
        person, own, free = _found(file, account)
        cut = _Cut(person, free)
        with whole(target) as part:
            with pq.ParquetWriter(part, _KIND, compression="zstd") as out:
                for batch in file.iter_batches(BATCH, columns=_KIND.names):
                    out.write_table(cut.rows(pa.Table.from_batches([batch]).cast(_KIND)))
                out.write_table(cut.places())
                if note := _noted(file, person):
                    out.add_key_value_metadata({"casekit": note})
            done = Erasure(own, len(person.posts) - own, cut.mentions, cut.links,
                           file.metadata.num_rows - len(person.posts) + cut.added)  # fmt: skip
            if not (done.posts or done.reposts or done.mentions or done.links):
                cure = "write its handle or its id as the file has it"
                raise PrivacyError(f"nothing of {account!r} is in it", where=str(path), cure=cure)
            _look_through(part, person, str(path))
    return done


def _found(file: pq.ParquetFile, account: str) -> tuple[Person, int, int]:
    """Find the account and its posts; give it, how many it wrote, and the first free place."""
    wanted = schema.handles(account)
    _, same, _ = named(file.iter_batches(BATCH, columns=["account", "name"]), wanted)
    person = Person(wanted | same)
    own: set[str] = set()
    gone: set[str] = set()
    free = 1
    for batch in file.iter_batches(BATCH, columns=["post", "account", "name", "text"]):
        for post, who, name, text in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if person.posted(who, name):
                own.add(post)
            elif person.repeated(text):
                gone.add(post)
            if post.startswith(_PLACE) and post.removeprefix(_PLACE).isdecimal():
                free = max(free, int(post.removeprefix(_PLACE)) + 1)
    gone |= own
    while more := set(_repeating(file, own, gone)) - gone:
        gone |= more
    return person.of(gone), len(own), free


def _repeating(file: pq.ParquetFile, own: set[str], gone: set[str]) -> Iterator[str]:
    """Give the reposts of posts that go."""
    parents, roots = (pa.array(sorted(ids), pa.large_string()) for ids in (gone, own))
    for batch in file.iter_batches(BATCH, columns=["post", "kind", "parent", "root"]):
        of = pc.or_(pc.is_in(batch["parent"], parents), pc.is_in(batch["root"], roots))
        reposts = pc.equal(batch["kind"].cast(pa.large_string()), "repost")
        yield from batch["post"].filter(pc.and_(of, pc.fill_null(reposts, False))).to_pylist()


class _Cut:
    """Takes an account out of rows, and counts."""

    def __init__(self, person: Person, free: int) -> None:
        self._person, self._free = person, free
        self._moved: dict[str, str] = {}
        self._empty: list[str] = []
        self.mentions = self.links = self.added = 0

    def rows(self, table: pa.Table) -> pa.Table:
        """Give the rows that stay, without the account."""
        gone = pa.array(sorted(self._person.posts), pa.large_string())
        table = table.filter(pc.invert(pc.is_in(table["post"], gone)))
        for name in _IDS:
            table = self._with(table, name, [self._place(one) for one in table[name].to_pylist()])
        texts = table["text"].to_pylist()
        cut = [text and self._person.cut(text) for text in texts]
        self.mentions += sum(new != old for new, old in zip(cut, texts, strict=True))
        table = self._with(table, "text", cut)
        for name in ("url", "platform", "sources"):
            shown = _showing(name, self._person)
            values = [None if one is not None and shown(one) else one
                      for one in table[name].to_pylist()]  # fmt: skip
            table = self._with(table, name, values)
        return table

    def places(self) -> pa.Table:
        """Give rows without content for the posts that are gone and that others answer."""
        self.added = len(self._empty)
        rows = {name: pa.nulls(self.added, _KIND.field(name).type) for name in _KIND.names}
        known = {"post": self._empty, "origin": ["named"] * self.added,
                 "evidence": ["archived"] * self.added}  # fmt: skip
        for name, values in known.items():
            rows[name] = pa.array(values, pa.large_string()).cast(_KIND.field(name).type)
        return pa.table(rows, schema=_KIND)

    def _place(self, post: str | None) -> str | None:
        """Give the id that stands for a post that is gone or whose id names the account."""
        if post is None:
            return None
        gone = post in self._person.posts
        if post not in self._moved and (gone or self._person.names_it(post)):
            self._moved[post] = f"{_PLACE}{self._free + len(self._moved)}"
            if gone:
                self._empty.append(self._moved[post])
            else:
                self.links += 1
        return self._moved.get(post, post)

    @staticmethod
    def _with(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
        kind = _KIND.field(name)
        return table.set_column(_KIND.names.index(name), kind, pa.array(values, kind.type))


def _noted(file: pq.ParquetFile, person: Person) -> str | None:
    """Give what the file says of its reading, without the account."""
    kept = (file.metadata.metadata or {}).get(b"casekit")
    if kept is None:
        return None
    report = remembered(kept)
    problems = [
        replace(problem, file=person.cut(problem.file), reason=_cut(problem.reason, person),
                excerpt=ERASED if person.shown(problem.excerpt) else problem.excerpt)
        for problem in report.problems
    ]  # fmt: skip
    said = [_cut(warning, person) for warning in report.warnings]
    cut = replace(report, source=person.cut(report.source), problems=problems, warnings=said)
    return msgspec.json.encode(cut).decode()


def _cut(told: Sentence, person: Person) -> Sentence:
    """Take an account out of what a sentence says; one that it names itself stays as words."""
    if any(person.cut(word) != word for word in (told.text, *told.values)):
        return Sentence("{words}", words=person.cut(str(told)))

    def without(value: Value) -> Value:
        if isinstance(value, Sentence):
            return _cut(value, person)
        return person.cut(value) if isinstance(value, str) else value

    return Sentence(told.text, **{name: without(value) for name, value in told.values.items()})


def _look_through(part: Path, person: Person, where: str) -> None:
    """Look through every value and every byte of a file for an account.

    Raises
    ------
    PrivacyError
        It is there.
    """
    plain = {_bare_file()}
    with opened(part) as file:
        for batch in file.iter_batches(BATCH, columns=_KIND.names):
            for name, values in zip(_KIND.names, batch.columns, strict=True):
                if pa.types.is_large_string(values.type):
                    different = values.unique().drop_null().to_pylist()
                    _refuse(any(map(_showing(name, person), different)), f"column {name}", where)
                    if name == "platform":
                        plain.update(one.casefold().encode() for one in different)
        kept = (file.metadata.metadata or {}).get(b"casekit", b"").decode()
        _refuse(kept != (_noted(file, person) or ""), "what it says of its reading", where)
    names = (name.encode() for name in person.called)
    sure = [re.escape(name) for name in names
            if len(name) >= _SURE and not any(name in known for known in plain)]  # fmt: skip
    words = [rb"(?<![0-9A-Za-z_])" + name + rb"(?![0-9A-Za-z_])" for name in sure]
    pattern = re.compile(b"|".join((*words, rb"(?<!\d)\d{8,}(?!\d)")), re.IGNORECASE)
    with part.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as every:
        for found in pattern.finditer(every):
            mine = not found[0].isdigit() or found[0].decode() in person.posts | person.called
            _refuse(mine, "its bytes", where)


def _bare_file() -> bytes:
    """Give the bytes of a file without posts: what stands there names nobody."""
    out = io.BytesIO()
    pq.write_table(_KIND.empty_table(), out)
    words = (word for one in schema.POSTS.columns for word in one.choices)
    kinds = (Report, Problem, Sentence)
    notes = (field.name for kind in kinds for field in fields(kind))
    return out.getvalue().lower() + " ".join((*words, *notes)).encode()


def _showing(column: str, person: Person) -> Callable[[str], bool]:
    """Say how a value of a column shows the account."""
    if column in ("account", "name"):
        return lambda value: person.posted(value, None)
    if column in _IDS:
        return lambda value: value in person.posts or person.names_it(value)
    if column == "url":
        return lambda value: person.shown(value) or person.names_it(value)
    if column in ("lang", "platform"):  # "twitter" is no mention of an account of that name
        return lambda value: not value.isalnum() and person.shown(value)
    return person.shown


def _refuse(still: bool, place: str, where: str) -> None:
    if still:
        raise PrivacyError(f"the account is still in {place} of what was to be written; nothing "
                           "was changed", where=where,
                           cure="report it as a defect of casekit, without the name")  # fmt: skip
