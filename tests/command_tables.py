"""The tables of docs/cli.md, made from the commands themselves; ``python -m tests.command_tables`` prints them."""

from collections.abc import Iterator

import click

from samebook.__main__ import COMMANDS, main

HEADER = ("| argument or option | what |", "|---|---|")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what is in them."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None, name
        yield f"samebook {name}", command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None, below
                yield f"samebook {name} {below}", found


def table(command: click.Command) -> str:
    """A command's arguments and options as a table; empty when it has none."""
    rows = [_row(one) for one in command.params]
    return "\n".join([*HEADER, *rows]) if rows else ""


def _row(one: click.Parameter) -> str:
    if isinstance(one, click.Argument):
        name = one.human_readable_name
        return f"| `{name if one.required else f'[{name}]'}` | {'required' if one.required else 'may be left out'} |"
    assert isinstance(one, click.Option)
    metavar = "" if one.is_flag else f" {one.make_metavar(click.Context(main))}".removesuffix(" RANGE")
    name = f"{', '.join(one.opts)}{metavar.replace('|', '/')}"
    words = [one.help.rstrip(".") + "." if one.help else ""]
    if one.required:
        words.append("Required.")
    if not one.is_flag and one.show_default and one.default not in (None, ""):
        words.append(f"Default: {one.default}.")
    return f"| `{name}` | {' '.join(filter(None, words))} |"


if __name__ == "__main__":
    for name, command in commands():
        print(f"## `{name}`\n\n{command.help}\n\n{table(command)}\n")
