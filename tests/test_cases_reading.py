"""YAML of a ledger: lines are kept, scalars stay what they are, hostile files are refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import cases
from casekit.cases import reading
from casekit.cases.problems import Key

SOUND = Path(__file__).parent / "ledgers" / "harbour-ferries-2012" / "case.yaml"


def read(tmp_path: Path, text: str | bytes) -> tuple[reading.Document | None, list[cases.Problem]]:
    file = tmp_path / "case.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return reading.read(file)


def refused(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    document, problems = read(tmp_path, text)
    assert document is None
    assert all(p.level == "error" and p.cure for p in problems)
    return [(p.line, p.what) for p in problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2013-09-03", "2013-09-03"),
        ("2013-09", "2013-09"),
        ("2013", 2013),
        ("2013-09-03T10:00:00+01:00", "2013-09-03T10:00:00+01:00"),
        ("09:30", "09:30"),
        ("no", "no"),
        ("on", "on"),
        ("0815", "0815"),
        ("12_400", "12_400"),
        ("true", True),
        ("~", None),
        ("", None),
        ("'25'", "25"),
        ("25", 25),
        ("-1.5e3", -1500.0),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 30, float("9" * 30)),
        ("[a, [b]]", ("a", ("b",))),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_scalars_stay_what_they_are(tmp_path: Path, written: str, meant: object) -> None:
    document, _ = read(tmp_path, f"key: {written}\n")
    assert document is not None
    assert document.data == {"key": meant}


def test_every_node_has_its_line(tmp_path: Path) -> None:
    text = "# head\na: 1\nb:\n  - c: >-\n      long\n      text\n    d: 2\n  - {c: 3,\n     d: 4}\n"
    document, _ = read(tmp_path, text)
    assert document is not None
    assert document.data["b"] == ({"c": "long text", "d": 2}, {"c": 3, "d": 4})
    lines = {("a",): 2, ("b",): 3, ("b", 0): 4, ("b", 0, "c"): 4, ("b", 0, "d"): 7,
             ("b", 1): 8, ("b", 1, "c"): 8, ("b", 1, "d"): 9}  # fmt: skip
    assert {key: document.lines[key] for key in lines} == lines


def test_byte_order_mark_and_windows_lines_read_alike(tmp_path: Path) -> None:
    document, _ = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document is not None
    assert (document.data, document.lines["b",]) == ({"a": 1, "b": 2}, 2)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [touch x]", "!x y", "!!str 1"])
def test_tags_are_refused_and_nothing_runs(
    tmp_path: Path, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = refused(tmp_path, f"a: 1\nb: {tag}\n")
    assert [line for line, _ in found] == [2]
    assert found[0][1].startswith("a tag, ")
    assert not (tmp_path / "x").exists()


def test_aliases_are_refused_and_never_expanded(tmp_path: Path) -> None:
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = refused(tmp_path, "\n".join(bomb))
    assert found[:2] == [(1, "an anchor, &a0"), (2, "an anchor, &a1")]
    assert (2, "an alias, *a0") in found


def test_an_alias_as_key_and_a_merge_are_refused(tmp_path: Path) -> None:
    assert (2, "an alias, *x") in refused(tmp_path, "a: &x b\n*x : c\n")
    assert (2, "an alias, *x") in refused(tmp_path, "a: &x {b: 1}\n<<: *x\n")


def test_every_tab_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: 1\n\tb: 2\nc:\t3\n") == [(2, "a tab"), (3, "a tab")]


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x85", "\u2028", "\ufeff"])
def test_invisible_characters_are_named(tmp_path: Path, letter: str) -> None:
    code = f"U+{ord(letter):04X}"
    assert refused(tmp_path, f"a: 1\nb: x{letter}y\n") == [(2, f"an invisible character ({code})")]


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: 1\nb: Fähre\n".encode("cp1252")) == [(2, "byte 0xe4 is not UTF-8")]
    assert refused(tmp_path, "a: 1\n".encode("utf-16")) == [(1, "byte 0xff is not UTF-8")]


def test_gigantic_and_deep_files_are_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, b"a: 1\n" * (reading.MAX_BYTES // 5 + 1))
    assert found == [(1, "larger than 4,000,000 bytes")]
    assert refused(tmp_path, "a: " + "[" * 100_000) == [(1, "nested deeper than 16 levels")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("- a\n- b\n", "the file is not a mapping"),
        ("just words\n", "the file is not a mapping"),
        ("? [a, b]\n: c\n", "a mapping or list as a key"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str, what: str) -> None:
    assert refused(tmp_path, text) == [(1, what)]


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: 1\n---\nb: 2\n") == [(2, "a second document")]


def test_a_slip_of_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    ((line, what),) = refused(tmp_path, "a: 1\nb: [1, 2\nc: 3\n")
    assert line in (2, 3)
    assert what.startswith("not YAML: ")
    ((line, what),) = refused(tmp_path, "a: 1\nb: What: a pity\n")
    assert (line, what) == (2, "not YAML: mapping values are not allowed in this context")


DOCUMENT, _ = reading.read(SOUND)
assert DOCUMENT
SOUND_DATA, NODES = DOCUMENT.data, list(DOCUMENT.lines)
ODD = [None, True, -1, 2.5, "", "x", "2013", "9999", "2012-06-04T10:00:00+14:00", [], ["x"], {},
       {"en": "x", "de": "x"}, {"id": "x"}, "picture-posted", "9" * 400]  # fmt: skip


def changed(changes: dict[Key, object], node: object = SOUND_DATA, path: Key = ()) -> object:
    """Give the sound ledger's data with some nodes replaced."""
    if path in changes:
        return changes[path]
    if isinstance(node, dict):
        return {key: changed(changes, value, (*path, key)) for key, value in node.items()}
    if isinstance(node, tuple):
        return [changed(changes, value, (*path, n)) for n, value in enumerate(node)]
    return node


@settings(deadline=None, max_examples=120)
@given(changes=st.dictionaries(st.sampled_from(NODES), st.sampled_from(ODD), max_size=3))
def test_any_node_may_be_anything_without_a_crash(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[Key, object]
) -> None:
    folder = tmp_path_factory.mktemp("odd") / "harbour-ferries-2012"
    folder.mkdir()
    (folder / "case.yaml").write_text(json.dumps(changed(changes)), encoding="utf-8")
    assert all(problem.line >= 1 and problem.cure for problem in cases.check(folder))


@settings(deadline=None, max_examples=60)
@given(cut=st.integers(0, SOUND.stat().st_size), noise=st.binary(max_size=6))
def test_a_damaged_file_is_problems_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    raw = SOUND.read_bytes()
    folder = tmp_path_factory.mktemp("damaged") / "harbour-ferries-2012"
    folder.mkdir()
    (folder / "case.yaml").write_bytes(raw[:cut] + noise + raw[cut + 3 :])
    lines = raw.count(b"\n") + 8
    assert all(1 <= problem.line <= lines for problem in cases.check(folder))
