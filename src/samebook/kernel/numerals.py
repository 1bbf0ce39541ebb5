"""Numbers as people type and read them: with separators for thousands, a decimal comma, a minus; refused where twofold.

Files, the API and the language of the Book take digits and one point only. Whoever types into a form writes as they
are used to, and must never get 60 for 60.000.
"""

import re

from samebook.kernel.refusals import Refused

SPACES = str.maketrans("", "", " \u00a0\u2009\u202f'\u2019_")
"""What stands between thousands in one country or another and never means anything else."""
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
GROUPED_BY_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3}){2,}(,\d*)?|\.\d{3},\d*)", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
TWOFOLD = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
MINUS = "\N{MINUS SIGN}"
"""What people read before a number below zero; files, programs and the language have the hyphen of the keyboard."""
PLAIN = re.compile(r"[+-]?\d+(\.\d*)?", re.ASCII)


def plain_number(text: str) -> str:
    """A typed number with digits and one point; what is no number comes back as it is.

    ``60,000`` is sixty thousand, as we print it; ``1.234,50`` and ``60,5`` have a decimal comma.

    Raises:
        Refused: ``number.twofold``, such as ``60.000``.
    """
    typed = text.strip()
    bare = typed.translate(SPACES).replace(MINUS, "-")
    if GROUPED.fullmatch(bare):
        return bare.replace(",", "")
    if GROUPED_BY_POINTS.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    if DECIMAL_COMMA.fullmatch(bare):
        return bare.replace(",", ".")
    if TWOFOLD.fullmatch(bare):
        whole, _, rest = bare.partition(".")
        message = f"“{typed}” may be {whole},{rest} or {whole} and a fraction: write {whole}{rest}, or {bare}0."
        raise Refused("number.twofold", message)
    return bare if PLAIN.fullmatch(bare) else text


def with_minus(number: str) -> str:
    """A number as people read it; nothing else may stand in the text."""
    return number.replace("-", MINUS)


def unmistakable(text: str) -> str:
    """A number as a form shows it, so that it is taken again as it stands: ``1.125`` as ``1.1250``."""
    return f"{text}0" if TWOFOLD.fullmatch(text) else text
