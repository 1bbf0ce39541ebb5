"""Where no Spark cluster can be asked it is said why; what a cluster answers is in ``tests/cluster``."""

import socket
import sys
from pathlib import Path

import pytest

from samebook.book.tests.test_judge_files import ROWS, a_file, judge


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if pyspark were there, which only the cluster's tests install."""
    monkeypatch.setitem(sys.modules, "pyspark", sys)
    monkeypatch.delenv("SAMEBOOK_ENGINE_URL", raising=False)


def test_without_spark_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    result = judge(a_file(tmp_path, *ROWS), "--engine", "spark", "--database", "spark://127.0.0.1:7077")
    assert result.exit_code == 1
    assert "install samebook[cluster]" in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("installed")
def test_a_cluster_must_be_named(tmp_path: Path) -> None:
    for more in ([], ["--database", "postgresql://x"]):
        result = judge(a_file(tmp_path, *ROWS), "--engine", "spark", *more)
        assert result.exit_code == 1
        assert "Name a cluster with --database spark://host:7077" in result.stderr


@pytest.mark.usefixtures("installed")
def test_a_cluster_that_does_not_answer_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with socket.socket() as held:  # so that nobody else listens there meanwhile
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        address = f"spark://127.0.0.1:{port}"
        result = judge(a_file(tmp_path, *ROWS), "--engine", "spark", "--database", address, "--out", out)
    assert result.exit_code == 1
    assert f"Apache Spark at 127.0.0.1:{port} does not answer" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["records.csv"]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["spark://", "spark://:x", "spark://127.0.0.1:99999999", "spark://[::1"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    result = judge(a_file(tmp_path, *ROWS), "--engine", "spark", "--database", address)
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr + result.stdout
    assert result.exception is None or isinstance(result.exception, SystemExit)
