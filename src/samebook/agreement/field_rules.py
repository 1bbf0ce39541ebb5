"""Fields keep the names under which what is known of them is kept. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from samebook.book import DeclaredField
from samebook.kernel.refusals import Refused


def renamed_fields(before: Mapping[str, DeclaredField], after: Mapping[str, DeclaredField]) -> list[tuple[str, str]]:
    """Fields that went while one that is the same in all but the name came: (before, after)."""
    gone = [each for name, each in before.items() if name not in after and not each.built_in]
    came = [each for name, each in after.items() if name not in before and not each.built_in]
    return [(old.name, new.name) for old in gone for new in came if _says_something(old) and _alike(old, new)]


def check_fields_keep_names(
    signed: Mapping[str, DeclaredField], proposed: Mapping[str, DeclaredField], *, edition: str
) -> None:
    """What is known of leads, people and accounts stands under a field's name; under another all would be unknown.

    Raises:
        Refused: ``agreement.field_signed``.
    """
    for old, new in renamed_fields(signed, proposed):
        message = (
            f"“{old}” of {edition} is called “{new}” here, and what is known of it is kept under “{old}”: under "
            f"another name all of it would be unknown. Call it “{old}” again. If “{new}” is something else, ask for it "
            "in other words."
        )
        raise Refused("agreement.field_signed", message, "text")


def _says_something(field: DeclaredField) -> bool:
    """Whether two fields that say the same are likely one: not when all they have is a type."""
    return bool(field.ask or field.means or field.choices)


def _alike(old: DeclaredField, new: DeclaredField) -> bool:
    same_record = old.name.partition(".")[0] == new.name.partition(".")[0]
    return same_record and replace(new, name=old.name) == old
