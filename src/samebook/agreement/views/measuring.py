"""What a measure says while its form is filled in."""

from typing import Any

from django.http import QueryDict

from samebook.agreement.editor.builder import state_sent
from samebook.agreement.editor.changing import changed, check
from samebook.agreement.editor.kinds import NEW
from samebook.agreement.editor.naming import name_from
from samebook.agreement.editor.reading import Reading
from samebook.agreement.forms.measures import MeasureForm
from samebook.agreement.views.opening import Open
from samebook.book.measures.english import measure_in_words
from samebook.kernel.refusals import Refused

UNNAMED = "not_named_yet"


def sentence_of(there: Open, form: MeasureForm, data: QueryDict) -> dict[str, Any]:
    """The sentence of the measure as the form says it now, or what it still lacks."""
    form.full_clean()
    missing = [form.fields[name].label for name in form.errors if name not in ("name", "means", "why", "seen_hash")]
    if missing or not form.cleaned_data:
        return {"says": "", "waits": f"Say first: {', '.join(str(label).lower() for label in missing)}."}
    name = name_from("measures", data.get("name", "")) or UNNAMED
    try:
        values = {**form.values(), "means": data.get("means", "").strip() or "Not said yet."}
        if form.condition:
            state = state_sent(data, there.reading, there.scope)
            values["when"] = state.condition(there.reading.fields_for(there.scope)) or None
        key = there.key.rpartition(".")[2]
        made = changed(there.reading, there.kind, NEW if key == NEW else there.key, values, name)
        check(there.reading, made.text, made.path)
    except Refused as refused:
        return {"says": "", "waits": refused.message}
    found = Reading(made.text).measures.get(str(made.path[-1]))
    said = measure_in_words(found) if found else ""
    return {"says": f"{said[:1].upper()}{said[1:]}." if said else "", "waits": ""}
