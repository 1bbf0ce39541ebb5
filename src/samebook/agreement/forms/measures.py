"""The form of a measure: what is counted, of which table, for whom, when, and split by what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from samebook.agreement.editor import measuring
from samebook.agreement.editor.builder import State, built, state_of, state_sent
from samebook.agreement.editor.kinds import BECAUSE, Input, Kind
from samebook.agreement.editor.measuring import MET, OF_NUMBERS, Picked
from samebook.agreement.editor.reading import MEASURES, Reading
from samebook.agreement.forms.parts import PartForm
from samebook.agreement.terms import Side
from samebook.book.editing.spans import Data
from samebook.book.measures.formulas import AGAINST, SINCE
from samebook.book.tables import shape
from samebook.kernel.refusals import Refused

MET_BY = "m"
"""The name of the second builder: of the condition that is counted."""
FOLLOWS = ("form", "over", "what")
"""Choices on which the rest of the form hangs."""
AT_ERROR = {"expression": "what", "ratio": "of_measure", "cumulative": "of_measure", "change": "of_measure"}
"""Where a problem of the text is shown when its own input is not on the form."""


class MeasureForm(PartForm):
    """Inputs of a measure as its form, its table and what it counts need them; nobody has to see YAML."""

    def __init__(
        self,
        kind: Kind,
        stands: Data,
        data: Any = None,
        *,
        key: str,
        reading: Reading,
        mode: str = "change",
        sides: Sequence[Side] = (),
    ) -> None:
        written: Mapping[str, Data] = stands if isinstance(stands, dict) else {}
        said: Mapping[str, Any] = data if isinstance(data, QueryDict) else {}
        self.reading, self.key = reading, key
        self.form = _one_of(said.get("form"), measuring.FORMS) or measuring.form_of(written)
        over = said.get("over") if said else written.get("over")
        self.table = str(over) if over in shape().tables else ""
        self.before = str(written.get("expression") or "")
        self.chosen = measuring.picked(self.before, self.table) if self.table and self.before else Picked()
        if self.before and not written.get("over"):
            self.chosen = Picked("written")
        self.what = _one_of(said.get("what"), measuring.WHATS) or self.chosen.what
        shown = {**written, **self._pseudo(written)}
        super().__init__(
            replace(kind, inputs=tuple(self._inputs(key))), shown, data, key=key, mode=mode, sides=sides,
            offered=self._offered(key),
        )  # fmt: skip
        self.met = self._met(said) if self.form == "over" and self.table and self.what in MET else None

    @property
    def scope(self) -> str:
        """Whose columns its conditions name."""
        return MEASURES + self.table

    def follow(self, url: str) -> None:
        """Let the choices on which the rest hangs show it at once; without a script a button does."""
        for name in FOLLOWS:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "hx-post": url, "hx-vals": '{"act": "look:0"}', "hx-trigger": "change", "hx-target": ".part-form",
                    "hx-select": ".part-form", "hx-swap": "outerHTML",
                }  # fmt: skip

    def before_the_condition(self) -> list[BoundField]:
        return [each for each in self.visible_fields() if each.name not in {*_AFTER, "why", "side"}]

    def about_the_part(self) -> list[BoundField]:
        return [each for each in self.visible_fields() if each.name in _AFTER]

    def met_shown(self, refused: Refused | None) -> dict[str, Any] | None:
        """What the second builder's template shows."""
        return built(self.met, self.reading, self.scope, refused, name=MET_BY) if self.met else None

    def values(self) -> dict[str, Data]:
        """The measure as the text holds it; None for what its form has not.

        Raises:
            Refused: ``condition.row`` and others, the condition that is counted is not complete.
        """
        own = super().values()
        keys = ("over", "time", "by", "when", "expression", "ratio", "cumulative", "from", "change", "against")
        found: dict[str, Data] = {name: own.get(name) for name in ("means", "unit", "because")}
        found |= dict.fromkeys(keys)
        of, to = own.get("of_measure"), own.get("to_measure")
        match self.form:
            case "ratio":
                return found | {"ratio": {"of": of or "", "to": to or ""}, "by": self._kept_by()}
            case "cumulative":
                return found | {"cumulative": of, "from": own.get("from"), "by": self._kept_by()}
            case "change":
                return found | {"change": of, "against": own.get("against"), "by": self._kept_by()}
        found |= {name: own.get(name) for name in ("over", "time", "by")}
        return found | {"expression": self._expression(own)}

    def refuse(self, refused: Refused) -> None:
        field = refused.field or ""
        if field.startswith(("row-", "m-")):
            field = "what"
        known = field if field in self.fields else AT_ERROR.get(field, "")
        if field == "when" and self.condition:
            return
        self.is_valid()
        self.add_error(known if known in self.fields else None, refused.message)

    def _kept_by(self) -> Data:
        """Dimensions that a measure made of others names; the form leaves them as they are."""
        return self.stands.get("by") if self.form == measuring.form_of(self.stands) else None

    def _expression(self, own: Mapping[str, Data]) -> str | None:
        if self.what == "written":
            return str(own.get("expression") or "") or None
        met = self.met.condition(self.reading.fields_for(self.scope)) if self.met else ""
        if self.what in MET and not met:
            raise Refused("condition.row", "Say which of them count: add a row.", "what")
        of, at = str(own.get("of") or ""), str(own.get("at") or "")
        if self.what in (*OF_NUMBERS, "distinct") and not of:
            raise Refused("book.missing", "Choose the column.", "of")
        if self.what == "quantile" and not _is_per_cent(at):
            raise Refused("book.missing", "Enter a per cent between 0 and 100, as in 90.", "at")
        said = measuring.expression_of(Picked(self.what, of, at, met))
        return self.before if self.before and measuring.is_same(said, self.before, self.table) else said

    def _met(self, said: Mapping[str, Any]) -> State:
        if (isinstance(said, QueryDict) and f"{MET_BY}-joint" in said) or f"{MET_BY}-mode" in said:
            assert isinstance(said, QueryDict)
            return state_sent(said, self.reading, self.scope, MET_BY)
        return state_of(self.reading, self.chosen.met, self.scope)

    def _pseudo(self, written: Mapping[str, Data]) -> dict[str, Data]:
        ratio = written.get("ratio")
        pair = ratio if isinstance(ratio, dict) else {}
        return {
            "form": self.form,
            "what": self.what,
            "of": self.chosen.of,
            "at": self.chosen.at,
            "of_measure": pair.get("of") or written.get("cumulative") or written.get("change"),
            "to_measure": pair.get("to"),
        }

    def _inputs(self, key: str) -> list[Input]:
        found = [
            Input("means", "What it means", "prose", required=True),
            Input("form", "What it is", "choice", required=True, choices=tuple(measuring.FORMS)),
        ]
        if self.form == "over":
            found.append(
                Input("over", "Of which table", "choice", "Each line of it is one thing counted.", required=True)
            )
            found += self._of_a_table() if self.table else []
        elif self.form == "ratio":
            found += [
                Input("of_measure", "The measure", "choice", required=True),
                Input("to_measure", "For each of", "choice", required=True),
            ]
        else:
            found.append(Input("of_measure", "Of the measure", "choice", required=True))
            found.append(
                Input("from", "Since the start of", "choice", choices=SINCE)
                if self.form == "cumulative"
                else Input("against", "Against", "choice", choices=AGAINST)
            )
        unit = Input("unit", "Unit", help="share, a currency such as EUR, or a word; may stay empty.")
        return [*found, unit, BECAUSE]

    def _of_a_table(self) -> list[Input]:
        found = [Input("what", "What is counted", "choice", required=True, choices=tuple(measuring.WHATS))]
        if self.what in (*OF_NUMBERS, "distinct"):
            found.append(Input("of", "Of the column", "choice"))
        if self.what == "quantile":
            found.append(Input("at", "Per cent", help="Below which so many lie, as in 90."))
        if self.what == "written":
            found.append(
                Input("expression", "Expression", "prose", "As in sum(attempts_made) / count(*).", required=True)
            )
        found.append(Input("when", "Only those for which", "condition", "Without a condition all lines of the table."))
        found.append(Input("time", "The day that decides the period", "choice"))
        found.append(
            Input("by", "May be split by", "ticks", "By week, month, quarter and year besides, if it has a day.")
        )
        return found

    def _offered(self, key: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {
            "form": dict(measuring.FORMS), "what": dict(measuring.WHATS), "over": measuring.tables(),
        }  # fmt: skip
        others = {name: name.replace("_", " ") for name in self.reading.measures if name != key}
        found |= {"of_measure": others, "to_measure": others}
        if self.table:
            found |= {
                "of": measuring.columns(self.table, self.what),
                "time": measuring.days(self.table),
                "by": measuring.dimensions(self.table),
            }
        return found


_AFTER = ("time", "by", "unit", "because", "from", "against")


def _one_of(word: Any, known: Mapping[str, str]) -> str:
    return word if isinstance(word, str) and word in known else ""


def _is_per_cent(text: str) -> bool:
    try:
        return 0 < Decimal(text) < 100
    except InvalidOperation:
        return False
