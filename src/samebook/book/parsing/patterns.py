"""The text of a ``like`` pattern to its pieces."""

from samebook.book import expressions as ex


def pieces_of(text: str, escape: str | None) -> tuple[str | ex.Wild, ...] | None:
    """The pieces of a like pattern; None when the escape sign stands before an ordinary character."""
    pieces: list[str | ex.Wild] = []
    characters = iter(text)
    for character in characters:
        piece: str | ex.Wild = character
        if character == escape:
            piece = next(characters, "")
            if piece not in ("%", "_", escape):
                return None
        elif character == "%":
            piece = ex.ANY
        elif character == "_":
            piece = ex.ONE
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        elif piece != ex.ANY or not pieces or pieces[-1] != ex.ANY:
            pieces.append(piece)
    return tuple(pieces)
