"""Made-up rows for the pattern page; nothing here is stored or counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from samebook.kernel.money import Money

BOOK = """samebook: 1
title: Sales and marketing agreement, 2027
segments:
  process_industry:
    means: Plants of more than 200 people in chemicals, food or paper.
    when: account.industry in ('chemicals', 'food', 'paper') and account.employees >
qualification:
  - level: A
    means: A funded project in our market that starts within half a year.
    criteria:
      market: {when: "in_segment('process_industry')", otherwise: Not our market}
      money: {when: lead.budget >= 50000, otherwise: Budget too small}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 4, within: 5 business days}
"""
BEFORE = "follow_up:\n  A: {first_attempt: 2 business hours, attempts: 3}\n  B: {first_attempt: 1 business day}\n"
AFTER = (
    "follow_up:\n  A: {first_attempt: 1 business hour, attempts: 4}\n  B: {first_attempt: 1 business day}\n  C: {}\n"
)


@dataclass(frozen=True, slots=True)
class SampleLead:
    id: int
    person: str
    account: str
    verdict: str
    level: str
    status: str
    amount: Money | None
    received_at: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class SamplePage:
    rows: list[SampleLead]
    before: str = ""
    after: str = "WzEwXQ"
    count: int = 1001
    count_text: str = "1,000+"


def leads(now: datetime) -> list[SampleLead]:
    """Seven leads, one in each state of the work."""
    rows = [
        ("Ines Caldeira", "Papierwerke Lenz GmbH", "deliver", "A", "delivered", "85000", 2, 40),
        ("Tomasz Wójcik", "Chemia Północ S.A.", "deliver", "A", "delivered", "120000", 5, -75),
        ("Aoife Brennan", "Brennan Dairy Ltd", "deliver", "B", "accepted", "27500.50", 20, None),
        ("Jean-Luc Moreau", "Sucrerie de l’Aisne", "ask", "", "ask", None, 26, None),
        ("Marta Esposito", "Cartiera Adige S.p.A.", "nurture", "", "nurture", "9000", 31, None),
        ("Kerstin Åberg", "Nordpapper AB", "deliver", "B", "rejected", "22000", 49, None),
        ("Pieter de Vries", "De Vries Levensmiddelen B.V.", "deliver", "A", "converted", "64000", 74, None),
    ]
    return [
        SampleLead(
            id=index,
            person=person,
            account=account,
            verdict=verdict,
            level=level,
            status=status,
            amount=Money(Decimal(amount), "EUR") if amount else None,
            received_at=now - timedelta(hours=hours),
            due=now + timedelta(minutes=minutes) if minutes is not None else None,
        )
        for index, (person, account, verdict, level, status, amount, hours, minutes) in enumerate(rows, start=1)
    ]


CRITERIA = [
    {"means": "Our market: a plant of more than 200 people in chemicals, food or paper", "answer": True, "now": "340"},
    {"means": "A budget of at least 50,000 EUR", "answer": False, "detail": "Budget too small", "now": "20,000"},
    {
        "means": "The project starts within six months",
        "answer": None,
        "detail": "To ask: “When should the project start?”",
        "now": "",
    },
]


def timeline(now: datetime) -> list[dict[str, Any]]:
    return [
        {"at": now - timedelta(minutes=12), "text": "Accepted", "by": "Rosa Lindqvist", "side": "sales"},
        {
            "at": now - timedelta(hours=3),
            "text": "First attempt 1 h 15 min late",
            "by": "clock",
            "tone": "wrong",
        },
        {
            "at": now - timedelta(hours=5),
            "text": "Delivered at level A to Rosa Lindqvist",
            "by": "Ben Okafor",
            "side": "marketing",
            "origin": "routed: territory North, fewest open",
        },
        {"at": now - timedelta(hours=5, minutes=1), "text": "Judged: deliver", "by": "Edition 3", "url": "#criteria"},
    ]


BOARD = [
    (
        "Discovery",
        "discovery",
        [("Papierwerke Lenz", "85,000 EUR", "3 d", False), ("Nordpapper", "22,000 EUR", "8 d", False)],
    ),
    ("Proposal", "proposal", [("Chemia Północ", "120,000 EUR", "41 d", True)]),
    ("Decision", "decision", []),
]


def everything(now: datetime) -> dict[str, Any]:
    """What the page's template reads."""
    return {
        "now": now,
        "leads": leads(now),
        "sample_page": SamplePage(leads(now)),
        "criteria_items": CRITERIA,
        "timeline_items": timeline(now),
        "fact_items": [
            ("Industry", "Paper", "Import, 3 May 2027"),
            ("Employees", "340", "a person’s word, 12 June 2027"),
            ("Project start", None, ""),
        ],
        "tab_items": [("Inbox", "#tabs", True, "12"), ("Table", "#tabs2", False, "1,000+"), ("Board", "#tabs3", False)],
        "board": BOARD,
        "board_jumps": [(f"column-{key}", label, str(len(cards)), not cards) for label, key, cards in BOARD],
        "stages": [(key, label) for label, key, _ in BOARD],
        "before": BEFORE,
        "after": AFTER,
        "due_soon": now + timedelta(minutes=40),
        "due_past": now - timedelta(hours=3, minutes=12),
        "done_at": now - timedelta(hours=4),
        "hour": timedelta(hours=1),
        "chart_columns": ("Month", "Delivered", "Accepted"),
        "chart_rows": [("May", 42, 31), ("June", 55, 37), ("July", 38, 30), ("August", None, None)],
        "crumbs": [("Leads", "#"), ("Level A", "#")],
        "amount": Money(Decimal("1250.5"), "EUR"),
        "share": Decimal("0.1237"),
        "breach": timedelta(days=1, hours=4),
    }
