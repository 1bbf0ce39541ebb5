"""How every command refuses: on standard error, in words or as JSON, with exit code 1."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from samebook.kernel.refusals import Refused


@contextmanager
def refusals(*, as_json: bool = False) -> Iterator[None]:
    """Print a refusal and end the command.

    Raises:
        SystemExit: 1, something was refused.
    """
    try:
        yield
    except Refused as refused:
        import click

        data = {"code": refused.code, "message": refused.message, "field": refused.field}
        click.echo(json.dumps(data) if as_json else refused.message, err=True)
        raise SystemExit(1) from None
