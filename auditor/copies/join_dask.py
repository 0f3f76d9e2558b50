"""The join on many machines: shares by first common gram, over a client of Dask distributed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from auditor.copies.fingerprint import Fingerprints
from auditor.copies.join import Pairs, join_share, merged, shares


class Client(Protocol):
    """What is needed of `distributed.Client` (`pip install auditor[distributed]`)."""

    def scatter(self, data: Any) -> Any: ...

    def submit(self, function: Callable[..., Any], *arguments: Any, pure: bool) -> Any: ...

    def gather(self, futures: Sequence[Any]) -> Any: ...


def join_dask(client: Client, prints: Fingerprints, threshold: float, parts: int) -> Pairs:
    """The pairs of `join`, found by the workers of `client` in about `parts` shares.

    A worker holds the rows of its share, not all. Take a few shares for each worker, more where
    its memory is small: rows go to every share that one of their rare grams belongs to. Needs
    numba on every worker. Errors as for `join`.
    """
    futures = [
        client.submit(join_share, client.scatter(share), pure=False)
        for share in shares(prints, threshold, parts)
    ]
    return merged(iter(client.gather(futures)))
