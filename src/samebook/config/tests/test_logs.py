import logging

import pytest

from samebook.config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/leads/linked/accept/WzEs.Mn0:1x", "/leads/linked/accept/…"),
        ("/leads/answer/WzEs.Mn0:1x", "/leads/answer/…"),
        ("/leads/form/s3cret?source=web", "/leads/form/…?source=web"),
        ("/leads/17/accept", "/leads/17/accept"),
    ],
)
def test_the_log_keeps_no_secret_of_an_address(path, kept):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Conflict: %s", (path,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f"Conflict: {kept}"
