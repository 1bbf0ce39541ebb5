"""The doors of imports."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.exchange import desk, uploads
from samebook.exchange.drafting import mapping_text
from samebook.exchange.guessing import guess_columns
from samebook.exchange.models import Upload
from samebook.exchange.queries import SHOWN, first_rows, mapping_before, upload_for, uploads_for
from samebook.exchange.targets import target_named
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show
from samebook.ui.paging import page_of
from samebook.ui.waiting import anew
from samebook.web.importing.actions import IMPORTERS, resume_import, send_file, start_import
from samebook.web.importing.forms import MappingForm, ReadingForm, SheetForm, UploadForm
from samebook.web.importing.report import rows_of, runs_of

AFRESH = "afresh"
Reading = ReadingForm | SheetForm
"""In the address of an import: what was chosen before is not looked at."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def imports(request: SignedRequest) -> HttpResponseBase:
    """The imports so far, and the form that begins one; ``rows`` in the address chooses what the rows are."""
    request.actor.require(*IMPORTERS, to="import files")
    begun = UploadForm(initial={"target": request.GET.get("rows", "")})
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else begun
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = send_file(
                request.actor, target=form.cleaned_data["target"], file_name=file.name or "", chunks=file.chunks(),
                at=datetime.now(UTC),
            )  # fmt: skip
        except Refused as refused:
            show(refused, form)
        else:
            return redirect("web:import", upload.pk)
    page = page_of(uploads_for(request.actor).defer("mapping", "header"), ("-id",), request.GET)
    return render(request, "web/importing/list.html", {
        "form": form, "page": page, "rows": rows_of(request.actor, page.rows),
    }, status=422 if form.is_bound else 200)  # fmt: skip


@require_safe
@signed_in
def one(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """One import: how the file is read, where its columns go, how it went."""
    request.actor.require(*IMPORTERS, to="import files")
    return render(request, "web/importing/import.html", _context(request, upload_for(request.actor, upload_id)))


@require_POST
@signed_in
def read(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """Read the file again, as the person says it is written."""
    request.actor.require(*IMPORTERS, to="import files")
    upload = upload_for(request.actor, upload_id)
    form = _reading_form(upload, request.POST)
    if form.is_valid():
        try:
            desk.read_again(upload, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "The file is read so now. Look at the columns again.")
            return redirect("web:import", upload.pk)
    return render(request, "web/importing/import.html", _context(request, upload, reading=form), status=422)


@require_POST
@signed_in
def start(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """Try the import without keeping anything, or bring the rows in."""
    request.actor.require(*IMPORTERS, to="import files")
    upload = upload_for(request.actor, upload_id)
    form = _mapping_form(request, upload, request.POST)
    if form.is_valid():
        text = mapping_text(
            upload.target, form.choices(), file=_read_so(upload),
            zone=timezone.get_current_timezone_name(),
        )  # fmt: skip
        try:
            start_import(
                request.actor,
                upload.pk,
                mapping=text,
                dry_run=request.POST.get("act") != "import",
                at=datetime.now(UTC),
            )
        except Missing:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("web:import", upload.pk)
    return render(request, "web/importing/import.html", _context(request, upload, mapping=form), status=422)


@require_POST
@signed_in
def resume(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """Take an import that failed up again."""
    resume_import(request.actor, upload_id, at=datetime.now(UTC))
    return redirect("web:import", upload_id)


@require_safe
@signed_in
def progress(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    request.actor.require(*IMPORTERS, to="import files")
    upload = upload_for(request.actor, upload_id)
    going = next((run for run in reversed(runs_of(request.actor, upload)) if run is not None and run.is_open), None)
    if going is None:
        return anew(request, "web:import", upload_id)
    return render(request, "web/importing/progress.html", {"run": going})


@require_safe
@signed_in
def refused(request: SignedRequest, upload_id: int) -> HttpResponseBase:
    """The rows that were not taken, with the reason in each, as a file to mend and send again."""
    request.actor.require(*IMPORTERS, to="import files")
    upload = upload_for(request.actor, upload_id)
    path = uploads.folder_of(upload.folder) / "refused.csv"
    if not path.exists():
        raise Missing("file")
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    response: HttpResponse | FileResponse = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{stem} refused.csv", content_type="text/csv; charset=utf-8"
    )
    return response


def _read_so(upload: Upload) -> dict[str, str]:
    """How the file is read now."""
    if upload.sheet:
        return {"sheet": upload.sheet}
    return {"encoding": upload.encoding, "delimiter": upload.delimiter}


def _reading_form(upload: Upload, data: Any = None) -> Reading:
    said = None if data is not None else _read_so(upload)
    return SheetForm(upload.sheets, data, initial=said) if upload.sheet else ReadingForm(data, initial=said)


def _mapping_form(request: SignedRequest, upload: Upload, data: Any = None) -> MappingForm:
    target = target_named(upload.target)
    guesses = guess_columns(upload.header, first_rows(upload), target.all_fields())
    remembered = None if AFRESH in request.GET else mapping_before(upload)
    return MappingForm(data, target=target, guesses=guesses, remembered=remembered)


def _context(
    request: SignedRequest, upload: Upload, *, mapping: MappingForm | None = None, reading: Reading | None = None
) -> dict[str, Any]:
    """What the page shows; a form that was just refused comes with its problems."""
    tried, done = runs_of(request.actor, upload)
    going = next((run for run in (done, tried) if run is not None and run.is_open), None)
    trouble = ""
    rows: list[tuple[str, ...]] = []
    try:
        rows = first_rows(upload, SHOWN)
        mapping = mapping or _mapping_form(request, upload)
    except Refused as refusal:
        trouble = refusal.message
    return {
        "upload": upload,
        "target": target_named(upload.target),
        "reading": reading or _reading_form(upload),
        "form": mapping,
        "rows": rows,
        "trouble": trouble,
        "tried": tried,
        "done": done,
        "going": going,
        "afresh": AFRESH,
        "is_afresh": AFRESH in request.GET,
    }
