"""Imports by page: from the file to the report."""

import csv
import gzip
import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from samebook.accounts.models import Account, Fact
from samebook.exchange.models import SavedMapping, Upload
from samebook.jobs import worker
from samebook.jobs.models import Job
from samebook.journal.models import Entry
from samebook.web.importing.views import AFRESH
from samebook.web.tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("web:imports")
FILE = (
    "Firma;Mitarbeiter;Umsatz;Seit;Land;Bemerkung\n"
    "Müller Chemie GmbH;320;1.250,50;01.02.2026;DE;gut\n"
    "Voss Papier AG;viele;7;03.04.2026;DE;\n"
    "Rossi Pompe;80;;05.06.2026;Narnia;\n"
    "Nordic Pulp;45;;05.06.2026;SE;\n"
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from samebook.web.tests.cast import assemble

    return assemble()


def send(client, content: bytes | str = FILE, *, target: str = "accounts", name: str = "firms.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(LIST, {"target": target, "file": SimpleUploadedFile(name, data)})


def sent(client, content: bytes | str = FILE, **said) -> Upload:
    answer = send(client, content, **said)
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("id")


def address(upload: Upload, name: str = "import") -> str:
    return reverse(f"web:{name}", args=[upload.pk])


def shown(client, upload: Upload) -> tuple[str, dict[str, str]]:
    """The page, and what its form would send."""
    answer = client.get(address(upload))
    assert answer.status_code == 200
    form = answer.context["form"]
    return answer.content.decode(), {name: form[name].value() or "" for name in form.fields}


def work() -> None:
    """Do what waits, as the worker would."""
    while (job := worker.claim("test", at=datetime.now(UTC))) is not None:
        worker.do(job)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_file_is_read_and_what_was_guessed_is_shown(cast) -> None:
    client = cast.client("marketing")
    html, said = shown(client, sent(client, FILE.encode("cp1252")))
    assert "Müller Chemie GmbH" in html
    upload = Upload.objects.get()
    assert (upload.encoding, upload.delimiter, upload.rows) == ("cp1252", ";", 4)
    assert [said[f"to-{place}"] for place in range(6)] == ["name", "employees", "", "", "country", ""]
    assert said["order-3"] == "", "the days may be read in two ways"
    assert said["decimal-2"] == ","
    assert "the values do not tell" in html


def test_what_may_be_read_in_two_ways_must_be_decided_before_anything_starts(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    answer = client.post(address(upload, "import_start"), said | {"to-3": "known_at", "act": "import"})
    assert answer.status_code == 422
    assert "03/04 is March or April" in answer.content.decode()
    assert not Job.objects.exists()
    decided = said | {"to-3": "known_at", "order-3": "dmy", "act": "import"}
    assert client.post(address(upload, "import_start"), decided).status_code == 302
    work()
    fact = Fact.objects.filter(field="account.employees").earliest("known_at")
    assert fact.known_at == datetime(2026, 1, 31, 23, tzinfo=UTC), "1 February begins at 23:00 UTC in Berlin"


def test_a_dry_run_says_what_would_happen_and_keeps_nothing_then_the_import_does_it(cast) -> None:
    client = cast.client("sales_manager")
    upload = sent(client)
    _, said = shown(client, upload)
    assert client.post(address(upload, "import_start"), said | {"act": "try"}).status_code == 302
    assert "Dry run of firms.csv" in text(client.get(address(upload)))
    work()
    html = text(client.get(address(upload)))
    assert "nothing was kept" in html
    assert not Account.objects.exists()
    assert client.post(address(upload, "import_start"), said | {"act": "import"}).status_code == 302
    work()
    html = text(client.get(address(upload)))
    assert "What happened" in html
    assert "viele" in html, "an example of why"
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Müller Chemie GmbH", "Nordic Pulp"]
    assert Entry.objects.filter(code="exchange.import.asked", actor=f"user:{cast['sales_manager'].pk}").count() == 2
    assert "Nordic" not in text(client.get(LIST))
    assert "firms.csv" in text(client.get(LIST))


def test_the_import_acts_as_the_user_who_asked_for_it(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    work()
    actors = set(Entry.objects.filter(code="accounts.account.added").values_list("actor", flat=True))
    assert actors == {f"user:{cast['marketing'].pk}"}


def test_who_lost_the_role_while_the_job_waited_imports_nothing(cast) -> None:
    from samebook.company.actions import deactivate_user

    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    deactivate_user(cast.actor("administrator"), cast["marketing"].pk, at=datetime.now(UTC))
    work()
    assert not Account.objects.exists()


def test_refused_rows_come_back_as_a_file_with_the_reason_in_each(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    assert client.get(address(upload, "import_refused")).status_code == 404
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    work()
    answer = client.get(address(upload, "import_refused"))
    assert answer["Content-Disposition"] == 'attachment; filename="firms refused.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[0][-2:] == ["row", "reason"]
    assert [row[0] for row in rows[1:]] == ["Voss Papier AG", "Rossi Pompe"]
    assert "Mitarbeiter" in rows[1][-1]
    mended = sent(client, "\n".join(";".join(row).replace("viele", "900") for row in rows), name="mended.csv")
    assert "As in the last file" in shown(client, mended)[0]


def test_the_next_file_like_it_is_mapped_as_last_time(cast) -> None:
    client = cast.client("marketing")
    first = sent(client)
    _, said = shown(client, first)
    client.post(address(first, "import_start"), said | {"to-5": "city", "act": "try"})
    work()
    html, again = shown(client, sent(client, FILE + "Ny Fabrik;5;;01.01.2026;NO;Oslo\n"))
    assert again["to-5"] == "city"
    assert "As in the last file with these columns" in html
    page, other = shown(client, sent(client, "Firma;Ort;Neu\nA GmbH;Bonn;1\n"))
    assert (other["to-0"], other["to-1"], other["to-2"]) == ("name", "city", "")
    assert "As in the last file of accounts" in page
    assert "As in the last file" not in shown(client, sent(client, "Ny;Ort\nA GmbH;Bonn\n"))[0], "no name recurs"
    assert SavedMapping.objects.count() == 1


def test_what_was_left_out_before_is_said_and_the_mapping_can_be_started_afresh(cast) -> None:
    client = cast.client("marketing")
    first = sent(client)
    _, said = shown(client, first)
    client.post(address(first, "import_start"), said | {"to-1": "", "to-4": "", "act": "try"})
    SavedMapping.objects.update(saved_at=datetime(2026, 5, 3, 12, 5, tzinfo=UTC))
    upload = sent(client)
    html, again = shown(client, upload)
    assert (again["to-1"], again["to-4"]) == ("", "")
    assert "3 May 2026, 14:05" in html
    assert "Left out then, so left out now: Mitarbeiter, Umsatz, Seit, Land, Bemerkung." in html
    assert "5 of 6 columns are not used:</strong> Mitarbeiter, Umsatz, Seit, Land, Bemerkung" in html
    assert f'href="?{AFRESH}#columns-h">Start the mapping afresh' in html
    answer = client.get(address(upload) + f"?{AFRESH}")
    form = answer.context["form"]
    assert (form["to-1"].value(), form["to-4"].value()) == ("employees", "country")
    assert "As in the last file" not in text(answer)
    assert "3 of 6 columns are not used:</strong> Umsatz, Seit, Bemerkung" in text(answer)


def test_the_choice_for_a_file_that_was_tried_can_be_started_afresh_too(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"to-1": "", "act": "try"})
    work()
    assert "as chosen for this file" in shown(client, upload)[0]
    assert client.get(address(upload) + f"?{AFRESH}").context["form"]["to-1"].value() == "employees"


def test_a_file_whose_columns_all_go_somewhere_says_so(cast) -> None:
    client = cast.client("marketing")
    html, _ = shown(client, sent(client, "Firma;Land\nA GmbH;DE\n"))
    assert "All 2 columns are used." in html
    assert "1 of 2 columns is not used" in shown(client, sent(client, "Firma;Xyz\nA GmbH;DE\n"))[0]


def test_the_same_file_twice_adds_nothing_twice(cast) -> None:
    client = cast.client("marketing")
    for _ in range(2):
        upload = sent(client)
        _, said = shown(client, upload)
        client.post(address(upload, "import_start"), said | {"act": "import"})
        work()
    assert Account.objects.count() == 2
    report = Job.objects.latest("id").report
    assert (report["created"], report["unchanged"]) == (0, 2)


def test_the_file_is_read_again_as_the_person_says(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client, "a|b;c\n1|2;3\n4|5;6\n", target="accounts")
    client.post(address(upload, "import_read"), {"encoding": "utf-8", "delimiter": "|"})
    upload.refresh_from_db()
    assert upload.header == ["a", "b;c"]
    answer = client.post(address(upload, "import_read"), {"encoding": "utf-16", "delimiter": "|"})
    assert answer.status_code == 422
    assert "utf-16" in answer.content.decode()
    upload.refresh_from_db()
    assert upload.encoding == "utf-8"
    assert text(client.get(address(upload)))


def test_a_workbook_is_read_by_the_sheet_that_the_person_says(cast) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "About"
    book.active.append(["Made by hand"])
    book.active.append(["for the fair"])
    firms = book.create_sheet("Firms")
    for row in (["Firma", "Mitarbeiter", "Land"], ["Müller Chemie GmbH", 320, "DE"], ["Nordic Pulp", None, "SE"]):
        firms.append(row)
    held = io.BytesIO()
    book.save(held)
    client = cast.client("marketing")
    upload = sent(client, held.getvalue(), name="firms.xlsx")
    assert (upload.header, upload.sheet, upload.sheets) == (["Made by hand"], "About", ["About", "Firms"])
    assert client.post(address(upload, "import_read"), {"sheet": "Others"}).status_code == 422
    assert client.post(address(upload, "import_read"), {"sheet": "Firms"}).status_code == 302
    _, said = shown(client, upload)
    assert (said["to-0"], said["to-1"], said["to-2"]) == ("name", "employees", "country")
    client.post(address(upload, "import_start"), said | {"act": "import"})
    work()
    assert Job.objects.latest("id").report["created"] == 2
    assert set(Account.objects.values_list("name", "country")) == {("Müller Chemie GmbH", "DE"), ("Nordic Pulp", "SE")}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04" + b"\x00" * 400, "firms.xlsx", "neither a workbook nor a text file"),
        (b"", "empty.csv", "empty"),
        (b"\xef\xbb\xbf \n", "blank.csv", "empty"),
        (b"Name\n", "header.csv", "no rows"),
        (b"Name,Name\na,b\n", "twice.csv", "rename one"),
        (b'Name\n"open', "quote.csv", "never closed"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "picture.csv", "nor a text file"),
        (gzip.compress(b"Name\n")[:12], "broken.csv.gz", "broken"),
        (",".join(f"c{n}" for n in range(600)).encode() + b"\n" + b"," * 599 + b"\n", "wide.csv", "600 columns"),
        (b"x" * 300 + b"\n1\n", "text.csv", "first row missing"),
        (b"Na\x00me,b\n1,2\n", "nul.csv", "no text in this encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_not_kept(cast, settings, content, name, words) -> None:
    answer = send(cast.client("marketing"), content, name=name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()
    assert not settings.UPLOADS.exists() or not list(settings.UPLOADS.iterdir())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to-0": ""}, "No column goes to: Name"),
        ({"to-1": "name"}, "goes there already"),
        ({"to-2": "turnover"}, "valid choice"),
        ({"to-2": "employees", "to-1": "", "decimal-2": ""}, "which mark"),
        ({"order-3": "ydm"}, "valid choice"),
    ],
    ids=str,
)
def test_a_mapping_that_cannot_be_is_refused_where_it_is_wrong(cast, said, words) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    answer = client.post(address(upload, "import_start"), shown(client, upload)[1] | said | {"act": "import"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_only_one_job_works_on_a_file(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    answer = client.post(address(upload, "import_start"), said | {"act": "import"})
    assert answer.status_code == 422
    assert Job.objects.count() == 1
    assert client.post(address(upload, "import_read"), {"encoding": "utf-8", "delimiter": ","}).status_code == 422


def test_progress_is_shown_until_the_page_is_loaded_anew(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    Job.objects.update(state="running", done=3, leased_by="x")
    part = client.get(address(upload, "import_progress"), headers={"HX-Request": "true"})
    assert 'value="3"' in text(part)
    Job.objects.update(state="waiting")
    work()
    ended = client.get(address(upload, "import_progress"), headers={"HX-Request": "true"})
    assert ended["HX-Refresh"] == "true"


def test_an_import_that_failed_says_why_and_is_taken_up_again(cast) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    assert client.post(address(upload, "import_resume")).status_code == 409
    _, said = shown(client, upload)
    client.post(address(upload, "import_start"), said | {"act": "import"})
    Job.objects.update(state="failed", failure="The disk was full.")
    assert "The disk was full." in text(client.get(address(upload)))
    assert client.post(address(upload, "import_resume")).status_code == 302
    work()
    assert Account.objects.count() == 2
    assert client.post(address(upload, "import_resume")).status_code == 409, "it is done"


def test_people_see_their_own_imports_and_an_administrator_all(cast) -> None:
    upload = sent(cast.client("marketing"))
    for name in ("import", "import_progress", "import_refused"):
        assert cast.client("sales_manager").get(address(upload, name)).status_code == 404
    assert "firms.csv" not in text(cast.client("sales_manager").get(LIST))
    assert "firms.csv" in text(cast.client("administrator").get(LIST))


def test_the_list_takes_as_many_queries_for_many_as_for_one(cast, django_assert_max_num_queries) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    client.get(LIST)
    with django_assert_max_num_queries(9) as few:
        client.get(LIST)
    label = upload.asked_by
    Upload.objects.bulk_create(
        [Upload(folder=f"f{n}", file_name="f.csv", target="accounts", asked_by=label, uploaded_at=datetime.now(UTC),
                encoding="utf-8", delimiter=",", rows=1) for n in range(40)]
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_a_file_that_is_gone_is_said_to_be(cast, settings) -> None:
    client = cast.client("marketing")
    upload = sent(client)
    (settings.UPLOADS / upload.folder / "rows.parquet").unlink()
    assert "no longer here" in text(client.get(address(upload)))
    assert client.post(address(upload, "import_start"), {"act": "import"}).status_code == 409


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b.csv", "<script>.csv", "x" * 230 + ".csv"])
def test_a_files_name_is_shown_never_used(cast, name) -> None:
    client = cast.client("marketing")
    answer = send(client, name=name)
    assert answer.status_code in (302, 422)
    assert "<script>" not in client.get(LIST).content.decode()


def test_an_address_chooses_what_the_rows_are_and_one_that_is_none_chooses_nothing(cast) -> None:
    client = cast.client("marketing")
    for rows in ("plays", "launch_cells"):
        assert f'<option value="{rows}" selected>' in client.get(f"{LIST}?rows={rows}").content.decode()
    for rows in ("none", "%3Cscript%3E", ""):
        answer = client.get(f"{LIST}?rows={rows}")
        assert answer.status_code == 200
        assert "selected" not in answer.content.decode().split('name="target"')[1].split("</select>")[0]
