"""Ids in addresses: a whole number that a database column can hold; anything else is no such page."""

LARGEST = 2**63 - 1


class IdConverter:
    """``<id:lead_id>``: 1 to 2^63 - 1, in one spelling only."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        return str(value)
