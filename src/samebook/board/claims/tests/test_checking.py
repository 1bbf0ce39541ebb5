import time

import pytest

from samebook.board.claims import check, claims_in
from samebook.board.claims.sentences import as_read


def test_a_claim_names_its_place_and_the_words_that_made_it_one():
    text = "We delivered 214 leads. Our campaign generated EUR 2m in revenue. Cost per response fell."

    (claim,) = claims_in(text)

    assert text[claim.start : claim.end] == claim.sentence == "Our campaign generated EUR 2m in revenue."
    assert claim.words == "campaign generated EUR 2m in revenue"
    assert "caused" in claim.because
    assert "as sales reports" in claim.suggested
    assert not claim.cites_holdout


@pytest.mark.parametrize(
    "text",
    [
        "We do not claim that the campaign generated revenue.",
        "Did the campaign generate revenue?",
        "We want to know whether the campaign generated revenue.",
        "The campaign generated 120 responses.",
        "The price increase generated EUR 2m of revenue.",
        "We delivered 214 leads; sales reports 12 of these as won.",
    ],
    ids=["denied", "asked", "not known", "activity", "another cause", "sales says"],
)
def test_what_gives_marketing_no_credit_for_revenue_is_left_alone(text):
    assert claims_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thanks to the fair, sales closed 5 deals worth 400,000 EUR.",
        "Because of our webinar the sales team won 12 orders.",
        "As a result of the mailing, sales has closed EUR 2m of new business.",
        "Dank der Messe hat der Vertrieb fünf Aufträge gewonnen.",
        "Dank der Messe wurden vom Vertrieb trotz der Preiserhöhung fünf Aufträge gewonnen.",
        "Wegen der Kampagne gewann der Vertrieb Aufträge über 400.000 Euro.",
    ],
)
def test_what_sales_closed_thanks_to_marketing_is_a_claim_of_marketing(text):
    assert len(claims_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Sales closed 12 orders.",
        "The fair took place in May, and sales closed 12 orders in the quarter.",
        "Thanks to the price increase, sales closed 5 deals worth 400,000 EUR.",
        "Following the webinar, the sales team followed up 40 opportunities.",
        "Thanks to the fair we delivered 40 leads.",
        "Thanks to the fair we delivered 40 leads, of which sales closed 5 deals.",
        "Der Vertrieb hat fünf Aufträge gewonnen.",
        "Vom Vertrieb wurden fünf Aufträge gewonnen.",
        "Dank der Messe haben wir 40 Leads übergeben.",
    ],
)
def test_activity_and_plain_statements_of_sales_are_left_alone(text):
    assert claims_in(text) == []


def test_a_denial_reaches_to_the_next_but():
    assert claims_in("We do not want to boast, but the campaign generated EUR 2m of revenue.")


def test_this_stands_for_the_marketing_of_the_sentence_before():
    (claim,) = claims_in("The mailing went to 4,000 plants. This generated EUR 220,000 in sales.")

    assert claim.sentence.startswith("This")
    assert claims_in("The new plant opened in May. This generated EUR 220,000 in sales.") == []


def test_a_claim_with_a_hold_out_says_that_it_cites_one():
    (claim,) = claims_in("In hold-out H3 with 400 accounts the campaign increased orders by 3 points.")

    assert claim.cites_holdout


def test_the_word_hold_out_alone_cites_nothing():
    (claim,) = claims_in("As every hold-out would show, the campaign increased orders.")

    assert not claim.cites_holdout


def test_abbreviations_and_days_end_no_sentence():
    (claim,) = claims_in("Die Messe am 3. März hat 1,2 Mio. Euro Umsatz gebracht.")

    assert claim.sentence.endswith("gebracht.")
    assert claim.language == "de"


def test_a_language_that_is_not_known_is_named_as_not_checked():
    checked = check("Notre campagne a généré deux millions en chiffre d'affaires.")

    assert checked.claims == ()
    assert len(checked.unchecked) == 1


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\x00" * 50, "campaign " * 20_000, "we : orders " * 10_000, ". " * 20_000, "(" * 50_000],
    ids=["empty", "blank", "zeros", "one word", "tags", "dots", "brackets"],
)
def test_strange_text_is_read_in_time(text):
    began = time.process_time()

    check(text)

    assert time.process_time() - began < 30, "seconds of the processor; half of one where it is quick"


@pytest.mark.parametrize(
    "text",
    [
        "Our cam\u00adpaign gene\u200brated EUR 2m in rev\u00adenue.",
        "Our campaign\ngenerated EUR 2m in revenue.",
        "Ｏｕｒ campaign generated EUR 2m in revenue.",
    ],
    ids=["characters that show nothing", "a line that goes on", "letters of another width"],
)
def test_a_claim_is_found_as_its_reader_sees_it(text):
    assert len(claims_in(as_read(text))) == 1


def test_lines_that_begin_anew_are_sentences_of_their_own():
    assert claims_in("Our campaign\nRevenue grew 12 %.\n- Leads: 214") == []
