"""The rules of plays, their merge fields and how they fit: plain functions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samebook.kernel.refusals import Refused
from samebook.plays.fitting import ENOUGH, Need, Offer, Words, fit_of, ranked
from samebook.plays.languages import LANGUAGES, usual_in
from samebook.plays.merging import EXAMPLE, FIELDS, check_subject, check_text, merged, missing_in
from samebook.plays.rules import check_file, check_neutral, check_review_date, check_step, had_its_time, lacking

WORDS = Words(
    causes={"claim_doubted": "Claim doubted"},
    roles={"staller": "Needs reassurance"},
    decisions={"start_project": "Start the project"},
    languages=LANGUAGES,
)
NEED = Need(cause="claim_doubted", roles=frozenset({"staller"}), decision="start_project",
            segments={"process": True, "other": False, "open": None}, languages=usual_in("DE"))  # fmt: skip


def an_offer(play: int = 1, **said: object) -> Offer:
    values = {"causes": frozenset({"claim_doubted"}), "languages": frozenset({"en"})} | said
    return Offer(play, play, f"Play {play}", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        {"causes": frozenset({"legal"})},
        {"roles": frozenset({"buyer"})},
        {"decisions": frozenset({"choose_vendor"})},
        {"segment": "other"},
    ],
    ids=["cause", "role", "decision", "segment"],
)
def test_a_play_that_is_made_for_something_else_does_not_fit(said):
    assert fit_of(an_offer(), NEED, WORDS) is not None
    assert fit_of(an_offer(**said), NEED, WORDS) is None


def test_what_nobody_knows_rules_nothing_out_and_earns_nothing():
    unknown = Need(cause="claim_doubted")
    narrow = an_offer(roles=frozenset({"buyer"}), decisions=frozenset({"choose_vendor"}), segment="process")
    found = fit_of(narrow, unknown, WORDS)
    assert found is not None
    assert found.points == 1


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f"], ids=["override", "isolate", "mark"])
def test_no_value_and_no_text_turns_the_direction_of_an_email(mark):
    assert merged("Dear {person}", {"person": f"Ina{mark}{{rep}} Voss\x1b", "rep": "Rosa"}) == "Dear Ina{rep} Voss"
    with pytest.raises(Refused) as refused:
        check_subject(f"Your {mark}record")
    assert (refused.value.code, refused.value.field) == ("plays.turned", "subject")


def test_the_nearest_play_stands_first_and_says_why():
    wide = an_offer(1)
    near = an_offer(
        2, roles=frozenset({"staller"}), decisions=frozenset({"start_project"}), segment="process",
        languages=frozenset({"de", "en"}),
    )  # fmt: skip
    first, second = ranked([wide, near], NEED, WORDS)
    assert first.offer is near
    assert first.language == "de"
    assert second.language == "en"
    assert first.why == (
        "made for “Claim doubted”",
        "for people who have the role “Needs reassurance”",
        "for the decision “start the project”",
        "for process",
        "in German",
    )
    assert second.why[-1] == "in English, though the customer's country speaks German"


def test_results_order_plays_once_each_has_enough_of_them():
    near = an_offer(1, roles=frozenset({"staller"}), worked=2, ended=ENOUGH)
    wide = an_offer(2, worked=8, ended=ENOUGH)
    assert [fit.offer.play_id for fit in ranked([near, wide], NEED, WORDS)] == [2, 1]
    few = an_offer(2, worked=8, ended=ENOUGH - 1)
    by_fit = ranked([near, few], NEED, WORDS)
    assert [fit.offer.play_id for fit in by_fit] == [1, 2]
    assert not by_fit[0].by_results


def test_a_text_names_fields_of_the_list_only():
    check_text("Dear {person} of { account }", "body")
    for text, code in (("{cause}", "plays.unknown_merge_field"), ("{role}", "plays.unknown_merge_field"),
                       ("open { brace", "plays.loose_brace"), ("{{person}}", "plays.loose_brace")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            check_text(text, "body")
        assert refused.value.code == code


def test_no_merge_field_is_a_role_or_a_cause():
    assert set(FIELDS) == {"person", "account", "rep", "rep_email", "company", "products"} == set(EXAMPLE)


def test_a_value_adds_no_field_and_no_line():
    values = dict(EXAMPLE) | {"account": "{rep_email}\r\nBcc: all@example.com", "person": "A\u2028B"}
    assert merged("{account} / {person}", values) == "{rep_email} Bcc: all@example.com / A B"


def test_a_text_that_names_what_nobody_knows_is_not_merged():
    assert missing_in(["{products}"], {"products": " \n "}) == ["products"]
    with pytest.raises(Refused) as refused:
        merged("{products}", {})
    assert refused.value.code == "plays.merge_missing"


@pytest.mark.parametrize("subject", ["Two\nlines", "Two\rlines", "With \0", "Two\u2028lines"])
def test_a_subject_is_one_line(subject):
    with pytest.raises(Refused):
        check_subject(subject)


@pytest.mark.parametrize(
    "text", ["As a Staller you", "the nay-sayer", "someone who needs reassurance", "access_refused"]
)
def test_an_email_names_no_role_and_no_cause(text):
    inside = ["staller", "Needs reassurance", "Buys", "access_refused", "Access refused", "legal"]
    check_neutral(["Your legal department buys pumps, and so on."], inside)
    with pytest.raises(Refused) as refused:
        check_neutral([text], inside)
    assert refused.value.code == "plays.word_inside"


@pytest.mark.parametrize(
    ("name", "size", "begins", "code"),
    [
        ("a.pdf", 9, b"%PDF-1.7", ""),
        ("A.JPEG", 9, b"\xff\xd8\xff\xe0", ""),
        ("a.html", 9, b"<html>", "plays.file_kind"),
        ("a.svg", 9, b"<svg", "plays.file_kind"),
        ("a.pdf", 9, b"MZ\x90\x00", "plays.file_kind"),
        ("a.pdf.exe", 9, b"%PDF-", "plays.file_kind"),
        ("pdf", 9, b"%PDF-", ""),
        ("a.pdf", 21 * 1024 * 1024, b"%PDF-", "plays.file_large"),
        ("a.pdf", 0, b"", "plays.file_empty"),
    ],
)
def test_files_are_of_a_few_kinds_and_what_they_say_they_are(name, size, begins, code):
    if not code:
        assert check_file(name, size, begins) in ("pdf", "jpg")
        return
    with pytest.raises(Refused) as refused:
        check_file(name, size, begins)
    assert refused.value.code == code


READY = {"causes": ["legal"], "languages": ["en", "de"], "review_date": date(2027, 1, 1), "today": date(2026, 6, 2),
         "mails": [("Send", {"en": {}, "de": {}})], "documents_missing": [], "steps": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"causes": []}, "plays.no_cause"),
        ({"languages": []}, "plays.no_language"),
        ({"review_date": None}, "plays.no_review"),
        ({"review_date": date(2026, 6, 2)}, "plays.review_past"),
        ({"steps": 0}, "plays.no_step"),
        ({"mails": [("Send", {"en": {}})]}, "plays.text_missing"),
        ({"documents_missing": ["Record"]}, "plays.document_missing"),
    ],
)
def test_a_play_is_approved_when_it_is_complete(changed, code):
    assert lacking(**READY) == []
    assert [each.code for each in lacking(**READY | changed)] == [code]


def test_a_review_lies_ahead_by_five_years_at_most():
    today = date(2026, 6, 2)
    for day in (today, date(2033, 1, 1), date(1, 1, 1)):
        with pytest.raises(Refused):
            check_review_date(day, today=today)


@pytest.mark.parametrize(
    ("ended", "stall_ended", "due_in", "has_had_it"),
    [
        (None, None, [-30, 2], False),
        (None, None, [-30, None], False),
        (None, None, [-30, 0], True),
        (None, None, [], True),
        (-1, None, [2], True),
        (None, -1, [2], True),
    ],
    ids=["a step is to come", "one has no day", "all was due", "all is done", "the play ended", "the stall ended"],
)
def test_whether_a_play_helped_is_asked_when_it_has_had_its_time(ended, stall_ended, due_in, has_had_it):
    now = datetime(2026, 6, 2, 9, tzinfo=UTC)
    at = {None: None} | {hours: now + timedelta(hours=hours) for hours in (-30, -1, 0, 2)}
    open_until = [at[hours] for hours in due_in]
    found = had_its_time(ended_at=at[ended], stall_ended_at=at[stall_ended], open_until=open_until, now=now)
    assert found is has_had_it


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//host/x", "ftp://host", "https://"])
def test_a_link_is_a_web_address(link):
    with pytest.raises(Refused) as refused:
        check_step("task", title="Look", due_hours=1, link=link, texts={})
    assert refused.value.code == "plays.step_link"
