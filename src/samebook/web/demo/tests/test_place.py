"""A demo is begun only where nothing is, complete or not at all, and served to its own machine only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from samebook.kernel.refusals import Refused
from samebook.web.demo.place import (
    DATABASE,
    building_site,
    check_host,
    check_usable,
    held_in,
    is_loopback,
    write_private,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAMEBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "home"


def company(home: Path, *, simulated: bool) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / DATABASE)) as connection, connection:
        connection.execute("CREATE TABLE company_company (name, simulated)")
        connection.execute("INSERT INTO company_company VALUES ('Ashmere Works', ?)", [simulated])


def test_a_home_that_is_not_there_or_empty_holds_nothing(home: Path) -> None:
    assert held_in(home).what == "nothing"
    home.mkdir()
    assert held_in(home).what == "nothing"


def test_a_real_company_is_left_alone(home: Path) -> None:
    company(home, simulated=False)
    assert held_in(home).what == "real"
    with pytest.raises(Refused) as refused:
        check_usable(home, held_in(home))
    assert refused.value.code == "demo.real_company"
    assert "Ashmere Works" in refused.value.message


def test_a_folder_with_other_things_is_left_alone(home: Path) -> None:
    home.mkdir()
    (home / "letters.txt").write_text("mine")
    with pytest.raises(Refused) as refused:
        check_usable(home, held_in(home))
    assert refused.value.code == "demo.home_not_empty"
    assert "letters.txt" in refused.value.message


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_broken_or_unfinished_database_is_left_alone(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / DATABASE).write_bytes(content)
    assert held_in(home).what == "strange"


def test_the_site_becomes_the_home_when_all_went_well(home: Path) -> None:
    home.mkdir()
    with building_site(home) as site:
        (site / "file").write_text("built")
        assert not any(home.iterdir())
    assert (home / "file").read_text() == "built"
    assert [path.name for path in home.parent.iterdir()] == ["home"]


def test_a_build_that_fails_leaves_nothing(home: Path) -> None:
    def build() -> None:
        with building_site(home) as site:
            (site / "file").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        build()
    assert list(home.parent.iterdir()) == []


def test_what_a_killed_build_left_is_cleared_away(home: Path) -> None:
    left = home.with_name(".home.building")
    left.mkdir(parents=True)
    (left / "half").write_text("done")
    with building_site(home) as site:
        assert list(site.iterdir()) == []


def test_two_builds_do_not_meet(home: Path) -> None:
    with building_site(home) as site:
        (site / "first").write_text("")
        with pytest.raises(Refused) as refused:
            building_site(home).__enter__()
        assert refused.value.code == "demo.being_built"
        assert (site / "first").exists()


def test_what_was_put_into_the_home_meanwhile_stays(home: Path) -> None:
    def build() -> None:
        with building_site(home):
            home.mkdir()
            (home / "letters.txt").write_text("mine")

    with pytest.raises(Refused) as refused:
        build()
    assert refused.value.code == "demo.home_taken"
    assert [path.name for path in home.parent.iterdir()] == ["home"]
    assert (home / "letters.txt").read_text() == "mine"


def test_logins_are_for_their_owner_only(tmp_path: Path) -> None:
    write_private(tmp_path / "logins", "secret")
    assert (tmp_path / "logins").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_addresses_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "demo.example", ""])
def test_addresses_that_others_reach(host: str) -> None:
    assert not is_loopback(host)


def test_a_demo_is_not_served_to_others(home: Path) -> None:
    company(home, simulated=True)
    check_host("127.0.0.1")
    with pytest.raises(Refused) as refused:
        check_host("0.0.0.0")
    assert refused.value.code == "demo.loopback_only"


def test_a_real_company_is_served_where_its_operator_says(home: Path) -> None:
    company(home, simulated=False)
    check_host("0.0.0.0")
