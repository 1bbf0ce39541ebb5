"""Memory is bounded: a query that needs more goes on with the disk, and is refused where there is none."""

import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import parse_one

from samebook.kernel.refusals import Refused
from samebook.numbers.engines.bounds import _own_folder
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.snapshot.store import FORMAT, building, digest, publish
from tests.conformance.made import AS_OF

ROWS = 2_000_000
HEAVY = parse_one(
    "select count(*) as n, sum(most) as total "
    "from (select a, max(b) as most, count(*) as m from numbers group by a) as grouped"
)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A snapshot of one table that does not fit into 80 MB once it is grouped."""
    folder = tmp_path_factory.mktemp("large")
    chance = np.random.default_rng(1)
    with building(folder) as place:
        path = place / "numbers.parquet"
        columns = {name: chance.integers(0, 1 << 60, ROWS) for name in ("a", "b")}
        pq.write_table(pa.table(columns), path)
        file = {"name": path.name, "rows": ROWS, "bytes": path.stat().st_size, "sha256": digest(path)}
        tables = {"numbers": {"rows": ROWS, "files": [file]}}
        told = {"format": FORMAT, "stamp": "1", "as_of": AS_OF.isoformat(), "zone": "UTC", "tables": tables}
        return publish(place, told, folder)


@pytest.fixture
def spill(settings, tmp_path):
    settings.SAMEBOOK_MEMORY = "80MB"
    settings.SAMEBOOK_SPILL_FOLDER = tmp_path / "spill"
    return settings.SAMEBOOK_SPILL_FOLDER


def test_what_does_not_fit_into_memory_goes_on_with_the_disk(large, spill):
    with DuckDB().open(large) as session:
        assert session.run(HEAVY).rows[0][0] == ROWS
    assert spill.stat().st_mode & 0o777 == 0o700
    assert sum(path.stat().st_size for path in spill.rglob("*") if path.is_file()) == 0


def test_where_no_disk_is_given_it_is_refused_and_the_next_query_works(large, spill, settings):
    settings.SAMEBOOK_SPILL = "0"
    with DuckDB().open(large) as session:
        with pytest.raises(Refused) as refused:
            session.run(HEAVY)
        assert refused.value.code == "numbers.too_large"
        assert session.run(parse_one("select count(*) as n from numbers")).value == ROWS


def test_what_a_killed_process_left_is_thrown_away_and_what_a_living_one_writes_is_not(tmp_path):
    machine = _own_folder(tmp_path / "other").name.rpartition("-")[0]
    spill = tmp_path / "spill"
    gone, living, foreign = f"{machine}-999999999", f"{machine}-{os.getppid()}", "another-machine-999999999"
    for name in (gone, living, foreign):
        (spill / name).mkdir(parents=True)
        (spill / name / "block.tmp").write_bytes(b"x")
    own = _own_folder(spill)
    assert sorted(path.name for path in spill.iterdir()) == sorted([own.name, living, foreign])


@pytest.mark.parametrize("amount", ["", "lots", "1GB; drop", "-1GB", "1e9GB", "GB", "9" * 40 + "GB"])
def test_a_setting_that_is_no_amount_is_named(amount, large, settings):
    settings.SAMEBOOK_MEMORY = amount
    with pytest.raises(Refused, match="SAMEBOOK_MEMORY is an amount"), DuckDB().open(large):
        pass
