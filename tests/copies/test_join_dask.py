"""Many machines find the pairs that one machine finds."""

import pytest

from auditor.copies.fingerprint import fingerprint
from auditor.copies.join import join
from auditor.copies.join_dask import join_dask

distributed = pytest.importorskip("distributed")

TEXTS = [f"{n % 41}培训{n % 13}名人员{n % 7}合格率{n % 3}" for n in range(4_000)]


@pytest.mark.filterwarnings("ignore")
def test_a_local_cluster_finds_the_same_pairs():
    prints = fingerprint(TEXTS)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = join_dask(client, prints, 0.7, parts=5)

    assert list(found) == list(join(prints, 0.7))
    assert len(found) > 0
