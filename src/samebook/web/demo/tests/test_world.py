"""The world is invented, the same for the same seed, and made of the rates it declares."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np
import pytest

from samebook.accounts.rules import website_domain
from samebook.web.demo.coming import NOISE, realness
from samebook.web.demo.names import COUNTRIES
from samebook.web.demo.spoken import MAILING, SOURCES
from samebook.web.demo.world import Plan, World, make_world

UNTIL = datetime(2026, 11, 20, 15, tzinfo=UTC)
SEEDS = (1, 2, 3, 4, 5)


def world(seed: int = 1, scale: float = 0.1, until: datetime = UNTIL) -> World:
    return make_world(Plan(seed, scale, until))


def seen(one: World) -> list[tuple[object, ...]]:
    return [
        (each.received_at, each.said.key, each.human, each.firm, each.kind, each.told, each.true, each.message)
        for each in one.coming(0, len(one))
    ]


def test_the_same_plan_gives_the_same_world() -> None:
    assert seen(world()) == seen(world())


def test_another_seed_gives_another_world() -> None:
    assert seen(world(1))[:50] != seen(world(2))[:50]


def test_what_is_behind_a_response_does_not_depend_on_who_was_looked_at_before() -> None:
    one, other = world(), world()
    list(one.coming(0, 500))
    assert one.response(700).true == other.response(700).true
    assert np.array_equal(one.draws(700), other.draws(700))


def test_responses_come_in_the_order_of_time_and_within_it() -> None:
    one = world()
    times = [each.received_at for each in one.coming(0, len(one))]
    assert times == sorted(times)
    assert one.plan.begin <= times[0]
    assert times[-1] < UNTIL


def test_every_address_is_invented_and_nobody_has_that_of_another() -> None:
    market = world(scale=0.5).market
    addresses = [human.email for human in market.people]
    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() and address.endswith(".example") for address in addresses)
    assert all(website_domain(firm.domain) == firm.domain for firm in market.firms)


def test_only_sites_share_the_domain_of_their_mother() -> None:
    firms = world(scale=0.5).market.firms
    own = [firm.domain for firm in firms if firm.parent is None]
    assert len(set(own)) == len(own)
    sites = [firm for firm in firms if firm.parent is not None]
    assert len(sites) > 0.1 * len(firms)
    assert all(firm.domain == firms[firm.parent or 0].domain for firm in sites)


def test_telephone_numbers_come_from_ranges_kept_free_for_fiction() -> None:
    market = world(scale=0.5).market
    kept = tuple(start for country in COUNTRIES for start in country.fiction)
    phones = [one.phone for one in (*market.firms, *market.people) if one.phone]
    assert phones
    assert all(phone.startswith(kept) for phone in phones)


def test_a_larger_world_has_more_of_everything() -> None:
    small, large = world(scale=0.1), world(scale=0.3)
    assert len(large.market.firms) == 3 * len(small.market.firms) == 900
    assert len(large.market.people) == 3 * len(small.market.people) == 2_700
    assert len(large) == 3 * len(small)


def test_a_communication_draws_no_response_before_it_begins() -> None:
    one = world(scale=0.5)
    for each in one.coming(0, len(one)):
        assert each.received_at.date() >= min(each.said.started_on, UNTIL.date()) - timedelta(days=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mailing_of_yesterday_has_brought_only_what_comes_in_a_day(seed: int) -> None:
    one = world(seed, 1.0)
    brought = Counter(each.said.key for each in one.coming(0, len(one)))
    mailings = [said for said in one.communications if said.source is MAILING]
    *ended, latest = [brought[said.key] / said.weight for said in mailings]
    assert mailings[-1].started_on == UNTIL.date() - timedelta(days=1)
    assert 0.15 < latest / np.mean(ended[:-1]) < 0.35


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_and_sources_have_their_declared_shares(seed: int) -> None:
    one = list(world(seed, 0.5).coming(0, 20_000))
    for name, share in NOISE:
        assert_near(sum(each.kind == name for each in one), len(one), share)
    for source in SOURCES:
        assert_near(sum(each.said.source is source for each in one), len(one), source.share)


@pytest.mark.parametrize("seed", SEEDS)
def test_projects_are_as_common_as_is_true_of_company_and_source(seed: int) -> None:
    one = [each for each in world(seed, 0.5).coming(0, 20_000) if each.kind == "interest"]
    true = [realness(each.said, each.firm, each.human) for each in one if each.firm and each.human]
    assert_near(sum(each.is_real for each in one), len(one), float(np.mean(true)))


def assert_near(hits: int, n: int, share: float) -> None:
    """Within four standard errors; a true rate misses that once in 16,000 times."""
    assert abs(hits / n - share) < 4 * sqrt(share * (1 - share) / n)
