"""Zipped office documents: their parts as XML, with nothing a hostile file could do by them."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from auditor.domain import SkipKind
from auditor.errors import UnreadableError
from auditor.settings import Limits

_MEGABYTE = 1_000_000
_RELATIONSHIP = "{*}Relationship"
#: What a damaged ZIP raises, depending on where it is damaged.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError),
    *(NotImplementedError, RuntimeError, OverflowError),
)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace; empty where there is none."""
    if element is None:
        return ""
    if (plain := element.get(name)) is not None:
        return plain
    found = (v for k, v in element.items() if k.rpartition("}")[2] == name)
    return next(found, "")


def parser() -> etree.XMLParser:
    """Expands no entity, loads nothing from outside, and takes cells of any length."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
    )


def parse(data: bytes, name: str) -> etree._Element:
    """XML to its root. Office documents declare no types: a file that does is refused."""
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = "文件内部已损坏，无法读取，请用 Office 或 WPS 打开后另存再审"
        raise UnreadableError(msg, path=name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        msg = "文件内含有不安全的实体定义，没有读入，请用 Office 或 WPS 打开后另存再审"
        raise UnreadableError(msg, path=name)
    return root


class Package:
    """An opened ZIP of parts. Names are looked up without regard to case or a leading slash."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self._limit = limits.unpacked_megabytes
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {_key(i.filename): i for i in self._zip.infolist() if not i.is_dir()}
        except BROKEN as error:
            raise self._damaged() from error

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    def names(self) -> Iterator[str]:
        """The parts' names in lower case."""
        yield from self._parts

    def bytes(self, part: str) -> bytes:
        """A part unpacked; the file is refused where all parts together grow too large."""
        info = self._parts.get(_key(part))
        if info is None:
            raise self._damaged()
        if info.flag_bits & 1:
            msg = "文件设有密码，请去掉密码后再审"
            raise UnreadableError(msg, SkipKind.ENCRYPTED, self.name)
        room = self._limit * _MEGABYTE - self._read
        try:
            with self._zip.open(info) as opened:
                data = opened.read(room + 1)
        except BROKEN as error:
            raise self._damaged() from error
        self._read += len(data)
        if len(data) > room:
            msg = (
                f"解压后超过 {self._limit} MB，请检查文件是否正常，"
                "或在配置中调高 unpacked_megabytes"
            )
            raise UnreadableError(msg, SkipKind.TOO_LARGE, self.name)
        return data

    def xml(self, part: str) -> etree._Element:
        """A part's root element."""
        return parse(self.bytes(part), self.name)

    def related(self, part: str = "") -> dict[str, tuple[str, str]]:
        """By id, the kind and the name of each part that `part` refers to; "" is the package."""
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                _key(posixpath.join("/", folder, relation.get("Target", ""))),
            )
            for relation in self.xml(relations).iter(_RELATIONSHIP)
            if relation.get("TargetMode") != "External"
        }

    def kind(self, part: str, kind: str) -> str | None:
        """The first part of this kind that `part` refers to and that is there."""
        found = (target for k, target in self.related(part).values() if k == kind)
        return next((target for target in found if target in self), None)

    def _damaged(self) -> UnreadableError:
        msg = "文件不完整或已损坏，请重新下载，或用 Office、WPS 打开后另存再审"
        return UnreadableError(msg, path=self.name)


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()
