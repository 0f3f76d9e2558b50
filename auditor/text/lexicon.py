"""Word lists as data: `lexicons/*.txt`, one list a file, UTF-8, one word a line.

    # 说明：含义、用处、来源
    @include 别的词表        its words belong to this list too
    @columns wrong right    a table: cells separated by tabs, trailing empty cells may be left out
    word

A user's file named for the same list in the configuration adds its lines; `-word` takes a word out
(a line of hyphens alone is a word). `words` holds each word as written and as `normalise.fold`
gives it, so that printed and folded text can both be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from auditor.errors import SettingsError, UsageError
from auditor.text.normalise import fold

FOLDER = Path(__file__).parent / "lexicons"

#: How many lists are named to whoever asks for one that is not there.
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class WordList:
    """One list as written. `columns` is empty for a plain list; a row of a plain list is a word."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    removed: frozenset[str] = frozenset()

    def merged(self, other: WordList) -> WordList:
        """This list with a user's additions, without what the user took out."""
        kept = (row for row in self.rows if row[0] not in other.removed)
        return replace(
            self,
            rows=tuple(dict.fromkeys((*kept, *other.rows))),
            includes=tuple(dict.fromkeys((*self.includes, *other.includes))),
            removed=self.removed | other.removed,
        )


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All lists by name; immutable and picklable."""

    lists: Mapping[str, WordList]
    resolved: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, extra: Mapping[str, str | Path] | None = None) -> Lexicons:
        """The shipped lists, each extended by the user's file of the same name."""
        lists = dict(_shipped())
        for name, path in sorted((extra or {}).items()):
            if name not in lists:
                like = get_close_matches(name, sorted(lists), n=_NEAREST, cutoff=0)
                reason = (
                    f"没有这个词表，名称相近的有 {'、'.join(like)}；"
                    f"全部词表是 {FOLDER} 里的 .txt 文件"
                )
                raise SettingsError(f"lexicons.{name}", reason)
            lists[name] = lists[name].merged(_read_user_list(Path(path), lists[name].columns))
        for name, one in lists.items():
            if unknown := sorted(set(one.includes) - set(lists)):
                msg = f"词表 {name}：@include 的 {'、'.join(unknown)} 不存在，请改正"
                raise UsageError(msg)
        return cls(lists, {name: _resolve(name, lists) for name in lists})

    def names(self) -> tuple[str, ...]:
        """Every list, in order of name."""
        return tuple(sorted(self.lists))

    def labels(self) -> tuple[str, ...]:
        """The plain lists, whose words can be found as spans; tables are left out."""
        return tuple(name for name in self.names() if not self.lists[name].columns)

    def words(self, name: str) -> frozenset[str]:
        """The words of a list and of the lists it includes; of a table the first column."""
        return self.resolved[name]

    def table(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The rows of a list that has columns, padded with empty cells."""
        one = self.lists[name]
        return tuple(row + ("",) * (len(one.columns) - len(row)) for row in one.rows)

    def __reduce__(self) -> tuple[object, ...]:
        return Lexicons, (dict(self.lists), dict(self.resolved))


def _resolve(name: str, lists: Mapping[str, WordList]) -> frozenset[str]:
    reached, waiting, written = set[str](), [name], set[str]()
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += lists[current].includes
            written |= {row[0] for row in lists[current].rows}
    written -= lists[name].removed
    return frozenset(written | {folded for word in written if (folded := fold(word))})


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, WordList]:
    return {
        path.stem: parse(path.read_text(encoding="utf-8"), path.stem, path.name)
        for path in sorted(FOLDER.glob("*.txt"))
    }


def _read_user_list(path: Path, columns: tuple[str, ...]) -> WordList:
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path}：词表文件读不了，请检查路径和权限"
        raise UsageError(msg) from error
    # Notepad on a Chinese Windows writes any of the three.
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return parse(data.decode(encoding), path.stem, str(path), columns, user=True)
        except UnicodeDecodeError:
            continue
    msg = f"{path}：词表文件不是文本，请存为 UTF-8"
    raise UsageError(msg)


def parse(
    text: str, name: str, source: str, columns: tuple[str, ...] = (), *, user: bool = False
) -> WordList:
    """Read one list; `source` names the file in errors, `user` allows `-word`."""
    rows, includes, removed = list[tuple[str, ...]](), list[str](), set[str]()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            directive, *arguments = line[1:].split()
            if directive == "include" and arguments:
                includes += arguments
            elif directive == "columns" and arguments and not user:
                columns = tuple(arguments)
            else:
                msg = f"{source}：第 {number} 行“{line}”看不懂，以 @ 开头的只能是 @include 词表名"
                raise UsageError(msg)
        elif user and line.startswith("-") and line.strip("-"):
            removed.add(line[1:].strip())
        else:
            rows.append(_row(line, number, columns, source))
    return WordList(name, tuple(rows), columns, tuple(includes), frozenset(removed))


def _row(line: str, number: int, columns: Iterable[str], source: str) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in line.split("\t"))
    names = tuple(columns) or ("词",)
    if len(cells) > len(names) or not cells[0]:
        wanted = f"应有 {len(names)} 列（{'、'.join(names)}），列间用制表符"
        msg = f"{source}：第 {number} 行“{line}”{wanted}"
        raise UsageError(msg)
    if names[len(cells) - 1] == "frequency" and not (cells[-1].isdecimal() and int(cells[-1])):
        msg = f"{source}：第 {number} 行“{line}”的词频应是正整数，或不填"
        raise UsageError(msg)
    return cells
