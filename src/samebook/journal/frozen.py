"""Triggers by which the database itself refuses to change what stands for good."""

from collections.abc import Mapping
from dataclasses import dataclass

ALTERED = ("UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Tables of one chapter whose rows stay as they were written.

    Args:
        chapter: Whose tables; PostgreSQL's function that refuses is named after it.
        says: What the database answers whoever tries, without a full stop.
        tables: Each table with the verbs that are refused on it.
    """

    chapter: str
    says: str
    tables: Mapping[str, tuple[str, ...]]

    def install(self, vendor: str) -> list[str]:
        """The statements that set the guards up (``sqlite`` or ``postgresql``)."""
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{self.says}: no {verb} on {table}.'); END"
                for name, verb, table in self._triggers()
            ]
        refuse = (
            f"CREATE OR REPLACE FUNCTION {self.chapter}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{self.says}: no % on %.', TG_OP, TG_TABLE_NAME; END $$"
        )
        triggers = [
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.chapter}_refuse()"
            for name, verb, table in self._triggers()
        ]
        return [refuse, *triggers]

    def remove(self, vendor: str) -> list[str]:
        """The statements that take the guards away, for a migration backwards and for tests that empty the tables."""
        return [dropped(name, table, vendor) for name, _, table in self._triggers()]

    def _triggers(self) -> list[tuple[str, str, str]]:
        return [(f"{table}_no_{verb.lower()}", verb, table) for table, verbs in self.tables.items() for verb in verbs]


def dropped(name: str, table: str, vendor: str) -> str:
    """The statement that takes one trigger away."""
    return f"DROP TRIGGER IF EXISTS {name}" + {"sqlite": "", "postgresql": f" ON {table}"}[vendor]
