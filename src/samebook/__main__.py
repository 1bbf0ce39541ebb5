"""The command ``samebook``: one group whose commands are loaded only when they are called."""

from importlib import import_module
from typing import Any

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("samebook.company.cli:init", "Begin a real company in an empty home."),
    "demo": ("samebook.web.demo.cli:demo", "Build the demo company in an empty home, and serve it."),
    "serve": ("samebook.config.cli:serve", "Serve this home: pages, long work, and what happens by the clock."),
    "book": ("samebook.book.cli:book", "Check a Book's text, and say in English what it means."),
    "judge": ("samebook.book.cli:judge", "Judge a file of records by a Book."),
    "import": ("samebook.exchange.cli:import_", "Bring a file of rows into the records."),
    "measure": ("samebook.numbers.cli:measure", "Figures with their definitions, and their snapshot."),
    "analysis": ("samebook.numbers.analyses.cli:analysis", "Built-in analyses with their definitions."),
    "segment": ("samebook.segments.cli:segment", "Segments with their counts, and their members as files."),
    "board": (
        "samebook.board.cli:board",
        "The board report as a file; closing a period, and verifying what is frozen.",
    ),
    "mcp": ("samebook.web.mcp.cli:mcp", "Offer the numbers to an assistant."),
    "journal": ("samebook.journal.cli:journal", "Read and verify the journal."),
}
"""Name of each command: where it is, and its line in ``samebook --help``, which loads none of them."""

ADDED: dict[str, dict[str, tuple[str, str]]] = {
    "book": {"effect": ("samebook.leads.cli:effect", "Compare two texts of the Book on recorded leads.")},
    "import": {
        "touches": ("samebook.communications.history.cli:touches", "History of touches, of any size."),
        "sends": ("samebook.communications.history.cli:sends", "History of messages sent, of any size."),
        "responses": ("samebook.communications.history.cli:responses", "History of responses, of any size."),
        "list": ("samebook.communications.history.cli:list_", "Imports of history."),
        "undo": ("samebook.communications.history.cli:undo", "Take out what an import of history added."),
    },
}
"""What upper chapters add to the group of a lower one, which stays as light as it is until they are called."""


def _loaded(place: str) -> click.Command | None:
    module, _, attribute = place.partition(":")
    command: Any = getattr(import_module(module), attribute)
    return command if isinstance(command, click.Command) else None


class Extended(click.Group):
    """A group with commands of upper chapters beside its own."""

    def __init__(self, own: click.Group, added: dict[str, tuple[str, str]]) -> None:
        super().__init__(own.name, commands=own.commands, help=own.help)
        self.added = added

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self.added]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _loaded(self.added[cmd_name][0]) if cmd_name in self.added else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.get_short_help_str(limit=100)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*rows, *((name, text) for name, (_, text) in self.added.items())])


class Either(Extended):
    """A command of its own, unless its first word is one of an upper chapter's commands."""

    def __init__(self, own: click.Command, added: dict[str, tuple[str, str]]) -> None:
        super().__init__(click.Group(own.name, help=own.help), added)
        self.own, self.params = own, own.params

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args[:1] == ["--help"]:
            return super().make_context(info_name, args, parent, **extra)
        chosen = Extended(self, self.added) if args and args[0] in self.added else self.own
        return chosen.make_context(info_name, args, parent, **extra)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = _loaded(COMMANDS[cmd_name][0])
        if command is not None and cmd_name in ADDED:
            added = ADDED[cmd_name]
            return Extended(command, added) if isinstance(command, click.Group) else Either(command, added)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, no_args_is_help=True)
@click.version_option(package_name="samebook", message="Samebook %(version)s")
def main() -> None:
    """One signed book for the sales and the marketing department."""


if __name__ == "__main__":
    main(prog_name="samebook")
