"""One lead as its page shows it: the verdict in the Book's words, what is known, what is owed, what happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from samebook.agreement.queries import book_of
from samebook.book import CompiledBook
from samebook.book.judging import Judgement
from samebook.book.model import LeadStage
from samebook.book.wording import in_words, label_of
from samebook.communications.models import Response
from samebook.company.clocks import clock_from
from samebook.company.queries import clock_of_team, users_by_id
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.kernel.access import Actor, user_id_in
from samebook.leads import queries
from samebook.leads.judgements import open_questions
from samebook.leads.knowledge import Knowledge, Known
from samebook.leads.models import Attempt, Lead
from samebook.leads.records import record_of
from samebook.leads.rules import Duty, is_undelivered
from samebook.leads.terms import Verdict
from samebook.leads.wording import duty_in_words, entry_in_words, side_of
from samebook.leads.worklists import duty_of, time_left

BY_ITSELF = {"system:ticker": "by the clock", "system:jobs": "by itself"}


@dataclass(frozen=True, slots=True)
class LevelShown:
    """One level of the edition with its criteria as ``{% criteria %}`` takes them."""

    name: str
    means: str
    is_met: bool
    criteria: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The duty that runs out next, in the business time of the rep's team."""

    duty: Duty
    left: timedelta
    total: timedelta | None


@dataclass(frozen=True)
class Dossier:
    """Reads what the page needs, each part when it is first asked for.

    Attributes:
        lead: Found for the actor (``queries.lead_for``).
        at: The reader's now.
    """

    actor: Actor
    lead: Lead
    at: datetime

    @cached_property
    def book(self) -> CompiledBook | None:
        """The Book that judged it; None before judgement."""
        return book_of(self.lead.edition) if self.lead.edition else None

    @cached_property
    def is_frozen(self) -> bool:
        """Whether later facts no longer change the verdict."""
        return not is_undelivered(self.lead.status)

    @cached_property
    def responses(self) -> list[Response]:
        return queries.responses_of(self.lead)

    @cached_property
    def attempts(self) -> list[Attempt]:
        return list(queries.attempts_of(self.lead)) if self.lead.attempts_made else []

    @cached_property
    def knowledge(self) -> Knowledge | None:
        """None before judgement: no edition says which fields there are."""
        if self.book is None:
            return None
        lead, fields = self.lead, self.book.fields
        types = {name: declared.type for name, declared in fields.items()}
        message = self.responses[0].message if self.responses else ""
        record = record_of(lead, lead.account, lead.person, fields=types, message=message)
        return Knowledge(record, fields, queries.facts_about(lead), lead.judged_at)

    @cached_property
    def levels(self) -> list[LevelShown]:
        """Every level of the edition, each criterion true, false or unknown as it was judged."""
        if self.book is None:
            return []
        given = {level["level"]: level for level in self.lead.judgement.get("levels", [])}
        return [
            LevelShown(
                level.name,
                level.means or "",
                level.name == self.lead.level,
                [self._criterion(level.name, each.name, given.get(level.name, {})) for each in level.criteria],
            )
            for level in self.book.book.qualification
        ]

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        """What would decide it, best level first; for a delivered lead, what would lift it."""
        return [{**each, "label": label_of(each["field"])} for each in open_questions(self.lead.judgement)]

    @property
    def lift_level(self) -> str:
        """The better level that answers could still lift it to; empty when there is none."""
        return str((self.lead.judgement.get("lift") or {}).get("level") or "")

    @cached_property
    def verdict_now(self) -> Judgement | None:
        """What the same edition would say of what is known now; None when it is the same as the frozen verdict."""
        if self.book is None or self.knowledge is None or not self.is_frozen or not self.later:
            return None
        now = self.book.judge(self.knowledge.record)
        same = (now.verdict, now.level or "") == (self.lead.verdict, self.lead.level)
        return None if same else now

    @cached_property
    def known(self) -> list[Known]:
        return self.knowledge.now() if self.knowledge else []

    @cached_property
    def later(self) -> list[Known]:
        """What came in after the verdict."""
        return self.knowledge.later() if self.knowledge else []

    @property
    def stage(self) -> LeadStage | None:
        """Where it stands now in the words of both sides; None where the Book names no such stage."""
        if self.book is None or self.knowledge is None:
            return None
        return self.book.stage({**self.knowledge.record, "lead.status": self.lead.status})

    @property
    def title(self) -> str:
        return str(self.lead.account or self.lead)

    @property
    def lead_in(self) -> str:
        """Who it is, below the company's name."""
        person = self.lead.person
        return ", ".join(filter(None, (str(person), person.title))) if person and self.lead.account else ""

    @property
    def reason(self) -> str:
        """Why sales rejected it, in the Book's words."""
        named = self.book.book.rejection_reasons if self.book else {}
        found = named.get(self.lead.rejection_reason)
        return found.means if found else self.lead.rejection_reason.replace("_", " ")

    @property
    def duty_words(self) -> str:
        return duty_in_words(self.clock.duty) if self.clock else ""

    @property
    def is_below(self) -> bool:
        """Below the criteria: nobody in sales owes it anything."""
        return self.lead.verdict == Verdict.NURTURE

    @cached_property
    def clock(self) -> Clock | None:
        """The clock of the next duty; one query."""
        duty = duty_of(self.lead)
        if duty is None:
            return None
        team = self.lead.owner.team if self.lead.owner else None
        clock = clock_from(team.calendar, team.calendar.own_holidays.all()) if team else clock_of_team(None)
        left = time_left(clock, duty.due_at, at=self.at)
        start = self.lead.delivered_at
        return Clock(duty, left, time_left(clock, duty.due_at, at=start) if start else None)

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        """The journal of this lead, newest first."""
        entries = [read.entry for read in entries_for(self.actor, record=("lead", self.lead.pk)).entries]
        names = self._names(entries)
        return [
            {
                "at": entry.happened_at,
                "text": entry_in_words(entry.code, entry.detail, names),
                "by": BY_ITSELF.get(entry.actor, names.get(user_id_in(entry.actor), "")),
                "side": side_of(entry.code),
                "tone": "wrong" if entry.code.endswith(".breached") else "",
                "origin": "said later" if entry.origin == Entry.Origin.PERSON else "",
            }
            for entry in entries
        ]

    def _names(self, entries: Sequence[Entry]) -> Mapping[int, str]:
        """The users whom the entries name; those already at hand cost no query."""
        lead = self.lead
        here = {user.pk: user.name for user in (lead.owner, lead.ask_owner) if user}
        here |= {each.user.pk: each.user.name for each in self.attempts if each.user}
        wanted = {user_id_in(entry.actor) for entry in entries}
        told = [entry.detail.get(key) for entry in entries for key in ("owner", "before", "after")]
        wanted |= {value for value in told if isinstance(value, int)}  # what a judgement was before is a list
        missing = wanted - {0} - here.keys()
        return here | {pk: user.name for pk, user in users_by_id(missing).items()} if missing else here

    def _criterion(self, level: str, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        answer = True if name in given.get("met", ()) else False if name in given.get("false", ()) else None
        return {
            "means": f"{label_of(f'{level}.{name}')}: {self.book.english(f'{level}.{name}') if self.book else ''}",
            "answer": answer,
            "detail": self._detail(level, name, answer),
            "now": self._judged_on(level, name),
        }

    def _detail(self, level: str, name: str, answer: bool | None) -> str:
        """Why not, or the question that would decide it."""
        if answer or self.book is None or self.knowledge is None:
            return ""
        if answer is False:
            return self._otherwise.get((level, name), "")
        fields = [self.book.fields[each] for each in self.book.criteria[f"{level}.{name}"].reads]
        missing = [each for each in fields if self.knowledge.at_verdict(each.name) is None]
        return " ".join(each.ask or f"{label_of(each.name)} is not known." for each in missing)

    @cached_property
    def _otherwise(self) -> dict[tuple[str, str], str]:
        levels = self.book.book.qualification if self.book else ()
        return {(level.name, each.name): each.otherwise or "" for level in levels for each in level.criteria}

    def _judged_on(self, level: str, name: str) -> str:
        """The values that the criterion was judged on."""
        if self.book is None or self.knowledge is None:
            return ""
        reads = self.book.criteria[f"{level}.{name}"].reads
        values = {each: value for each in reads if (value := self.knowledge.at_verdict(each)) is not None}
        return "; ".join(
            f"{_label_among(each, values)}: {in_words(value, self.book.fields[each])}" for each, value in values.items()
        )


def _label_among(name: str, names: Iterable[str]) -> str:
    """“Country”; “Country of the account” where another field beside it is called the same."""
    label = label_of(name)
    is_alone = sum(label_of(each) == label for each in names) == 1
    return label if is_alone else f"{label} of the {name.partition('.')[0]}"
