"""Fixed SQL for lists of keys. Intake asks the same few questions of every arrival, and building them anew by the
ORM took longer than answering them."""

from collections.abc import Collection


def with_lists(sql: str, **lists: Collection[str | int]) -> tuple[str, list[str | int | None]]:
    """Put as many placeholders as a list has keys where the SQL says ``[name]``, in the order of the arguments.

    Lengths are padded to powers of two, so that few texts occur and the database's statement cache serves.
    An empty list matches nothing.
    """
    parameters: list[str | int | None] = []
    for name, keys in lists.items():
        length = 1 << max(len(keys) - 1, 0).bit_length()
        sql = sql.replace(f"[{name}]", "(" + ", ".join(["%s"] * length) + ")")
        parameters += [*keys, *[None] * (length - len(keys))]
    return sql, parameters
