"""``samebook mcp``: the numbers for an assistant, over standard input and output."""

import os

import click

from samebook.kernel.commands import refusals

USUAL = "http://127.0.0.1:8000"


@click.command()
@click.option(
    "--server", default=lambda: os.environ.get("SAMEBOOK_BASE_URL") or USUAL, help="Address of the Samebook to ask."
)
def mcp(server: str) -> None:
    """Offer the numbers to an assistant (Model Context Protocol over standard input and output).

    SAMEBOOK_TOKEN holds the token of whoever the assistant works for; the profile page makes one.
    """
    from samebook.web.mcp.asking import Api
    from samebook.web.mcp.server import server_for

    with refusals(as_json=False):
        server_for(Api(server, os.environ.get("SAMEBOOK_TOKEN", ""))).run("stdio")
