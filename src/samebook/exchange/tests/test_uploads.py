"""What strangers send is parsed by a child under limits."""

import gzip
import stat

import pytest

from samebook.exchange import uploads
from samebook.exchange.sources import Rewritten
from samebook.kernel.refusals import Refused


@pytest.fixture
def upload(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    return lambda content, job="7": uploads.keep(job, [content])


def test_an_upload_is_kept_for_its_owner_and_rewritten(upload):
    path = upload("name;size\nMüller;1\nbroken\nSão;2\n".encode("cp1252"))
    found = uploads.rewrite(path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(found.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (found.encoding, found.delimiter, found.rows) == ("cp1252", ";", 3)
    rows = list(Rewritten(found.path).rows())
    assert [(row.number, row.cells) for row in rows] == [(2, ("Müller", "1")), (3, ("broken",)), (4, ("São", "2"))]
    assert rows[1].refused.code == "exchange.cells"
    assert Rewritten(found.path).header == ["name", "size"]


def test_the_childs_refusal_is_ours(upload):
    with pytest.raises(Refused, match="called “a”") as refused:
        uploads.rewrite(upload(b"a,a\n1,2\n"))
    assert refused.value.code == "exchange.duplicate_column"


def test_a_bomb_of_rows_is_stopped(upload):
    path = upload(gzip.compress(b"a,b\n" + b"1,2\n" * 3_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(Refused) as refused:
        uploads.rewrite(path, most_rows=100_000)
    assert refused.value.code == "exchange.too_many_rows"
    assert not (path.parent / "rows.parquet").exists()


def test_a_bomb_of_one_line_is_stopped(upload):
    with pytest.raises(Refused) as refused:
        uploads.rewrite(upload(gzip.compress(b"a,b\n" + b"x" * 200_000_000)))
    assert refused.value.code == "exchange.line_too_long"


def test_a_child_that_needs_too_much_ends_and_we_do_not(upload):
    path = upload(gzip.compress(b"a,b\n" + b"1,2\n" * 3_000_000))
    for limits in ({"seconds": 1}, {"memory": 100 * 1024 * 1024}):
        with pytest.raises(Refused) as refused:
            uploads.rewrite(path, **limits)
        assert refused.value.code == "exchange.too_large_to_read"
        assert not (path.parent / "rows.parquet").exists()


def test_too_large_an_upload_is_not_kept(upload, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 10)
    with pytest.raises(Refused):
        upload(b"a" * 11)
    assert not list(uploads.folder_of("7").iterdir())


@pytest.mark.parametrize("job", ["../x", "", "a/b", "a.b"])
def test_an_upload_cannot_name_another_folder(upload, job):
    with pytest.raises(Refused):
        upload(b"a", job)
