"""Asking a Samebook's API with somebody's token. No Django here: it may run on another machine than the server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from samebook.kernel.refusals import Refused

SECONDS = 60.0
LARGEST = 20 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Api:
    """One server, asked as whoever made the token.

    Attributes:
        server: ``https://samebook.example``; ``http`` only on this machine, since the token goes along.
    """

    server: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("mcp.server", f"“{self.server[:80]}” is no address such as https://samebook.example.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise Refused("mcp.server", "The token would go unencrypted; give the server's https address.")
        if not self.token:
            raise Refused("mcp.token", "Set SAMEBOOK_TOKEN to a token; each person makes theirs on the profile page.")

    def get(self, *path: str, **query: str | int | None) -> Any:
        """What the API answers under ``/api/v1``; what is asked with None is left out.

        Raises:
            Refused: What the API refused, with its code; ``mcp.unreachable``.
        """
        asked = urlencode({name: value for name, value in query.items() if value not in (None, "")})
        place = "/".join(quote(part, safe="") for part in path)
        request = Request(  # noqa: S310 (the scheme was checked)
            f"{self.server.rstrip('/')}/api/v1/{place}?{asked}", headers={"Authorization": f"Bearer {self.token}"}
        )
        try:
            with build_opener(_Nowhere).open(request, timeout=SECONDS) as answer:
                return json.loads(answer.read(LARGEST))
        except HTTPError as error:
            raise _refused(error) from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            why = getattr(error, "reason", error)
            raise Refused("mcp.unreachable", f"{self.server} does not answer as a Samebook does: {why}") from None


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirection: the token is for this server alone."""

    def redirect_request(  # noqa: PLR0917 (as the library calls it)
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def _refused(error: HTTPError) -> Refused:
    with error:
        try:
            said: Mapping[str, Any] = json.loads(error.read(LARGEST))
            return Refused(str(said["code"]), str(said["message"]))
        except (ValueError, KeyError, TypeError, OSError):
            return Refused("mcp.unreachable", f"The server answers with status {error.code} and no reason.")
