from datetime import UTC, datetime, timedelta

from samebook.segments.rules import SINCE, counts_to_forget, generations_to_keep, to_compare_with

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=each) for each in days]


def test_history_is_thinned_but_a_week_and_a_month_ago_stay_within_reach():
    """Counted every hour for eighty days, as the product would."""
    start = NOW - timedelta(days=80)
    kept: list[datetime] = []
    for hour in range(80 * 24):
        now = start + timedelta(hours=hour)
        kept = sorted(generations_to_keep([*kept, now], now))
        assert len(kept) <= 2 + 10 + 7
        found = to_compare_with(kept, now)
        if hour:
            assert found["last"] == now - timedelta(hours=1)
        if hour >= 24 * 8:
            assert timedelta(days=7) <= now - found["week"] < timedelta(days=14)
        if hour >= 24 * 38:
            assert timedelta(days=30) <= now - found["month"] < timedelta(days=38)


def test_short_history_compares_with_less():
    assert to_compare_with([NOW], NOW) == {}
    assert to_compare_with(ago(0, 0.1), NOW) == {"last": ago(0.1)[0]}
    assert set(to_compare_with(ago(0, 0.1, 7), NOW)) == {"last", "week"}
    assert set(to_compare_with(ago(0, 45), NOW)) == set(SINCE)


def test_one_count_a_day_is_left_of_older_days():
    taken = [*ago(0, 0.1, 1, 1.1), datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 11, 1, 20, tzinfo=UTC)]
    assert counts_to_forget(taken, NOW) == {datetime(2026, 11, 1, 8, tzinfo=UTC)}
