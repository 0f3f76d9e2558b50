"""Models on disk: plain arrays and JSON, hashes checked, unknown versions refused, no pickle."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.classify.category import CategoryModel
from auditor.classify.features import Encoder, symbol_columns
from auditor.classify.linear import Calibration
from auditor.classify.vagueness import VaguenessModel
from auditor.domain import Category, Measure
from auditor.errors import AuditError

#: Raised with every change of the features or the arrays; other versions are refused.
FORMAT = 2
FILE = "model.npz"
#: What training measured, and the name of the figures over all sources in it.
METRICS, EVERYTHING = "metrics.json", "全部"
KINDS = ("vagueness", "category")
_HEAD = "head"

Marks = NDArray[np.uint64]

#: A damaged file must not make us allocate without end.
_MOST_BITS = 22
_SETTINGS = {"vagueness": ("threshold", "sure"), "category": ("acceptable", "refused")}


class ModelError(AuditError):
    """A model that cannot be used; the text is one Chinese line that names its folder."""


@dataclass(frozen=True)
class Models:
    """Both models as loaded. `digest` names their bytes; `origin` is the folder they lie in.

    `seen` are the sorted marks of what they were trained on, so that it is not tested on unawares.
    """

    vagueness: VaguenessModel
    category: CategoryModel
    digest: str
    origin: Path
    seen: Marks = field(default_factory=lambda: np.zeros(0, np.uint64))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found: the models, or why there are none; `refused` are lines for a person."""

    models: Models | None
    refused: tuple[str, ...] = ()


def places(configured: str | Path | None = None) -> tuple[Path, ...]:
    """Where models are looked for, in order: the configuration's folder, the user's, the package's.

    A configured folder is the only one: whoever names a model does not want another.
    """
    if configured is not None:
        return (Path(configured),)
    return user_folder(), *packaged()


def user_folder() -> Path:
    """Where `auditor train` installs a model: the user's own data folder."""
    if own := os.environ.get("AUDITOR_MODELS"):
        return Path(own)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "auditor" / "models"


def packaged() -> tuple[Path, Path]:
    """What ships: inside the installed package, and beside it in a working copy."""
    package = Path(__file__).parents[1]
    return package / "models_data", package.parent / "models"


def find(configured: str | Path | None = None) -> Loaded:
    """The first usable pair of models; a folder that is refused is told and passed over."""
    refused: list[str] = []
    for place in places(configured):
        if configured is None and not any((place / kind / FILE).is_file() for kind in KINDS):
            continue
        try:
            return Loaded(load(place), tuple(refused))
        except ModelError as error:
            refused.append(str(error))
    return Loaded(None, tuple(refused))


def load(folder: Path) -> Models:
    """Both models from one folder.

    Raises:
        ModelError: one is missing, altered, or made for another version.
    """
    data = tuple(_bytes(folder / kind / FILE) for kind in KINDS)
    return _load(folder, *data)


def measures(models: Models) -> tuple[Measure, ...]:
    """What training measured of the models over all sources; nothing where no figures lie by."""
    return tuple(m for kind in KINDS for m in _measured(models.origin / kind / METRICS, kind))


def _measured(path: Path, kind: str) -> tuple[Measure, ...]:
    try:
        figures = json.loads(path.read_bytes())["figures"][EVERYTHING]
        return tuple(
            Measure(kind, str(name), *(float(each[k]) for k in ("value", "low", "high")))
            for name, each in sorted(figures.items())
            if None not in each.values()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}：模型读不了，请重新训练或安装"
        raise ModelError(msg) from error


@lru_cache(maxsize=2)
def _load(folder: Path, vagueness: bytes, category: bytes) -> Models:
    vague_head, vague = _read(folder / KINDS[0] / FILE, vagueness, KINDS[0])
    class_head, classes = _read(folder / KINDS[1] / FILE, category, KINDS[1])
    encoders = [
        Encoder(tuple(head["lists"]), head["bits"], arrays["idf"])
        for head, arrays in ((vague_head, vague), (class_head, classes))
    ]
    same = encoders[0].lists == encoders[1].lists and np.array_equal(vague["idf"], classes["idf"])
    shared = encoders[0] if same else encoders[1]  # encoded once for both
    vague_set, class_set = vague_head["settings"], class_head["settings"]
    return Models(
        VaguenessModel(
            encoders[0], vague["weights"], vague["bias"],
            Calibration(vague["slope"], vague["shift"]),
            float(vague_set["threshold"]), float(vague_set["sure"]),
        ),
        CategoryModel(
            shared, classes["weights"], classes["bias"], classes["habit"], classes["center"],
            classes["lift"], Calibration(classes["slope"], classes["shift"]), classes["doubt"],
            float(class_set["acceptable"]), float(class_set["refused"]),
        ),
        hashlib.sha256(vagueness + category).hexdigest(),
        folder,
        vague["seen"],
    )  # fmt: skip


def _read(path: Path, data: bytes, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            head = json.loads(bytes(np.asarray(stored[_HEAD], np.uint8)).decode())
            if head["format"] != FORMAT or head["kind"] != kind:
                msg = f"{path}：模型的格式版本不是本程序的版本（{FORMAT}），请用本版本重新训练"
                raise ModelError(msg)
            if head["symbols"] != symbols_digest():
                msg = f"{path}：模型是按另一版规则训练的，请用本版本重新训练"
                raise ModelError(msg)
            arrays = {name: stored[name] for name in head["arrays"]}
        if any(_digest(each) != head["arrays"][name] for name, each in arrays.items()):
            msg = f"{path}：模型文件与其校验值不符，可能已损坏或被改动，请重新安装"
            raise ModelError(msg)
        loaded = {
            name: each if name == "seen" else np.asarray(each, np.float32, order="C")
            for name, each in arrays.items()
        }
        _check(head, loaded, kind)
    except (
        KeyError,
        ValueError,
        TypeError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
    ) as e:
        msg = f"{path}：模型内容不完整或已损坏，请重新训练或安装"
        raise ModelError(msg) from e
    return head, loaded


def _check(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], kind: str) -> None:
    """Raise ValueError where an array has not the shape that the head promises."""
    bits = head["bits"]
    if not isinstance(bits, int) or not 1 <= bits <= _MOST_BITS:
        msg = f"bits is {bits}"
        raise ValueError(msg)
    for name in _SETTINGS[kind]:
        if not 0 <= float(head["settings"][name]) <= 1:
            msg = f"{name} is no probability"
            raise ValueError(msg)
    width = Encoder(tuple(head["lists"]), bits, arrays["idf"]).width
    asked = len(Category) if kind == "category" else 2
    right: dict[str, tuple[int, ...]] = {
        "idf": (1 << bits,),
        "weights": (width, asked),
        **dict.fromkeys(("bias", "slope", "shift"), (asked,)),
    }
    if kind == "category":
        right |= {"habit": (width, asked), "center": (2, asked), "lift": (asked, asked)}
        right |= {"doubt": (asked + 5,)}
    elif arrays["seen"].dtype != np.uint64 or arrays["seen"].ndim != 1:
        msg = "seen holds no marks"
        raise ValueError(msg)
    for name, shape in right.items():
        if arrays[name].shape != shape or not np.isfinite(arrays[name]).all():
            msg = f"{name} has shape {arrays[name].shape}, not {shape}, or is not finite"
            raise ValueError(msg)


def _digest(array: NDArray[Any]) -> str:
    text = f"{array.dtype.str}{array.shape}".encode()
    return hashlib.sha256(text + np.ascontiguousarray(array).tobytes()).hexdigest()


def symbols_digest() -> str:
    """Names the columns of rules, natures and forms: a model speaks of exactly these."""
    return hashlib.sha256("\n".join(symbol_columns()).encode()).hexdigest()


def mark(text: str) -> int:
    """A number for a text, from which the text cannot be told."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def save_vagueness(
    folder: Path, model: VaguenessModel, notes: Mapping[str, Any], seen: Iterable[int] = ()
) -> None:
    """Write the model to its folder; the same model gives the same bytes.

    `seen` are the marks of the texts and departments it was trained on.
    """
    arrays: dict[str, NDArray[Any]] = {
        "weights": model.weights.astype(np.float16),
        "bias": model.bias,
        "slope": model.calibration.slope,
        "shift": model.calibration.shift,
        "seen": np.unique(np.fromiter(seen, np.uint64)),
    }
    settings = {"threshold": model.threshold, "sure": model.sure}
    _save(folder, "vagueness", model.encoder, arrays, settings, notes)


def save_category(folder: Path, model: CategoryModel, notes: Mapping[str, Any]) -> None:
    """Write the model to its folder; the same model gives the same bytes."""
    arrays: dict[str, NDArray[Any]] = {
        "weights": model.weights.astype(np.float16),
        "bias": model.bias,
        "habit": model.habit.astype(np.float16),
        "center": model.center,
        "lift": model.lift,
        "slope": model.calibration.slope,
        "shift": model.calibration.shift,
        "doubt": model.doubt,
    }
    settings = {"acceptable": model.acceptable, "refused": model.refused}
    _save(folder, "category", model.encoder, arrays, settings, notes)


def _save(
    folder: Path,
    kind: str,
    encoder: Encoder,
    arrays: dict[str, NDArray[Any]],
    settings: Mapping[str, float],
    notes: Mapping[str, Any],
) -> None:
    arrays["idf"] = encoder.idf.astype(np.float16)
    head = {
        **notes,
        "format": FORMAT,
        "kind": kind,
        "symbols": symbols_digest(),
        "lists": list(encoder.lists),
        "bits": encoder.bits,
        "settings": dict(settings),
        "arrays": {name: _digest(each) for name, each in sorted(arrays.items())},
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    buffer = io.BytesIO()
    written = {_HEAD: np.frombuffer(text, np.uint8), **dict(sorted(arrays.items()))}
    np.savez_compressed(buffer, allow_pickle=False, **written)
    write_atomically(folder / FILE, buffer.getvalue())


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
