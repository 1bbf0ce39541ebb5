"""What other chapters and the worker call; DuckDB is loaded when somebody counts, not when a command starts."""

from collections.abc import Mapping
from typing import Any

from samebook.agreement.hooks import Matching, NotCounted
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.scopes import COMPANY, Scope
from samebook.jobs.progress import Progress
from samebook.kernel.access import Actor

TABLE = "leads.table"
"""The job that makes the table that counts are made on."""


def matching(
    actor: Actor,
    expression: Expression,
    fields: Mapping[str, DeclaredField],
    *,
    scope: Scope = COMPANY,
    accounts: bool = False,
) -> Matching | NotCounted | None:
    """As ``answering.matching``, or ``of_accounts.matching`` where accounts are counted."""
    if accounts:
        from samebook.leads.counting.of_accounts import matching as of_accounts

        return of_accounts(actor, expression, fields)
    from samebook.leads.counting.answering import matching as answered

    return answered(actor, expression, fields, scope=scope)


def run_table(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: the table as of now."""
    from samebook.leads.counting.keeping import make_table

    return make_table(progress)
