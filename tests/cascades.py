"""Posts that you can draw: small cascades written as pictures, and closed forms."""

import pandas as pd

from casekit import schema, spread

START = pd.Timestamp("2013-09-03T09:00Z")


def posts_of(picture: str, *, kind: str = "reply", minutes: int = 1) -> pd.DataFrame:
    """Read a picture such as ``"a > b c; b > d"``: a sets off b and c, b sets off d.

    Posts come in the order in which they are named, some minutes apart; each is by an account of
    its own.
    """
    parent: dict[str, str | None] = {}
    for clause in picture.split(";"):
        above, _, below = clause.partition(">")
        parent.setdefault(above.strip(), None)
        for child in below.split():
            parent[child] = above.strip()
    return frame(parent, kind=kind, minutes=minutes)


def frame(parent: dict[str, str | None], *, kind: str = "reply", minutes: int = 1) -> pd.DataFrame:
    ids = list(parent)
    table = pd.DataFrame(
        {
            "post": ids,
            "at": [START + pd.Timedelta(minutes=minutes * i) for i in range(len(ids))],
            "account": [f"account-{name}" for name in ids],
            "parent": pd.array([parent[name] for name in ids], dtype="str"),
            "kind": ["post" if parent[name] is None else kind for name in ids],
            "evidence": "archived",
        }
    )
    return schema.conform(table, schema.POSTS)


def edges_of(posts: pd.DataFrame) -> pd.DataFrame:
    return spread.edges(posts, rule="reported")


def star(n: int, *, kind: str = "reply") -> pd.DataFrame:
    return frame({f"p{i}": None if i == 0 else "p0" for i in range(n)}, kind=kind)


def chain(n: int) -> pd.DataFrame:
    return frame({f"p{i}": None if i == 0 else f"p{i - 1}" for i in range(n)})


def complete(arity: int, height: int) -> pd.DataFrame:
    size = sum(arity**level for level in range(height + 1))
    return frame({f"p{i}": None if i == 0 else f"p{(i - 1) // arity}" for i in range(size)})


def broom(path: int, leaves: int) -> pd.DataFrame:
    above = {f"p{i}": None if i == 0 else f"p{i - 1}" for i in range(path)}
    return frame(above | {f"leaf{i}": f"p{path - 1}" for i in range(leaves)})
