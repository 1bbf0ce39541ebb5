"""The cluster, and what is asked of it. The pages' tests leave this folder alone: see the marker ``cluster``."""

import os
from collections.abc import Iterator

import pytest

from conftest import absent
from samebook.numbers.tables import registry
from tests.cluster.standalone import HOST, Cluster, NoSpark, cluster
from tests.conformance.made import made_snapshot

os.environ.setdefault("SPARK_LOCAL_IP", HOST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the cluster."""
    for item in items:
        if "tests/cluster" in item.path.as_posix():
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def spark_cluster() -> Iterator[Cluster]:
    """A cluster of this run's own, which tests may hurt if they mend it again."""
    try:
        with cluster() as made:
            _give_time()
            yield made
    except NoSpark as missing:
        absent(str(missing))


def _give_time() -> None:
    """A new executor and a query take what the machine gives them."""
    from django.conf import settings

    from samebook.numbers.engines import spark_context

    spark_context.NO_WORKER_SECONDS = 300.0
    settings.SAMEBOOK_ENGINE_SECONDS = 600.0


@pytest.fixture(scope="session")
def spark_url(spark_cluster: Cluster) -> str:
    return spark_cluster.url


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return made_snapshot(registry, tmp_path_factory.mktemp("made"))


@pytest.fixture
def on_spark(made, settings, spark_url):
    """The made snapshot is current, and measures are computed on the cluster."""
    settings.SAMEBOOK_SNAPSHOTS = made.folder.parent
    settings.SAMEBOOK_ENGINE, settings.SAMEBOOK_ENGINE_URL = "spark", spark_url
    return made
