"""The one company of this home, and its money."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from samebook.company.fiscal import END_RULES, PATTERNS

models.CharField.register_lookup(Length)


class Company(models.Model):
    """The one row that says whose book this is.

    ``simulated`` is set when the home is made and never changed: a real home refuses simulated entries.
    ``fiscal_weeks``, ``fiscal_ends_on`` (0 is Monday) and ``fiscal_end_rule`` as in ``fiscal.FiscalCalendar``.
    ``settings_stamp`` is another random text after each change of settings: processes that keep them read them anew.
    """

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60)
    fiscal_year_start = models.PositiveSmallIntegerField(default=1)
    fiscal_weeks = models.CharField(max_length=5, default="", blank=True)
    fiscal_ends_on = models.PositiveSmallIntegerField(default=5)
    fiscal_end_rule = models.CharField(max_length=7, default="last")
    calendar = models.ForeignKey("company.Calendar", models.PROTECT, related_name="+")
    simulated = models.BooleanField(default=False)
    settings_stamp = models.CharField(max_length=16, default="")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="company_only_one"),
            models.CheckConstraint(
                condition=Q(fiscal_year_start__gte=1, fiscal_year_start__lte=12), name="company_fiscal_month"
            ),
            models.CheckConstraint(condition=Q(fiscal_weeks__in=PATTERNS), name="company_fiscal_weeks"),
            models.CheckConstraint(
                condition=Q(fiscal_ends_on__lte=6, fiscal_end_rule__in=END_RULES), name="company_fiscal_end"
            ),
        ]


class Currency(models.Model):
    """A currency that amounts may be in (ISO 4217)."""

    code = models.CharField(max_length=3, primary_key=True)

    class Meta:
        verbose_name_plural = "currencies"
        constraints = [models.CheckConstraint(condition=Q(code__length=3), name="currency_code_length")]


class ExchangeRate(models.Model):
    """Units of the company's currency for one unit of another, from a day on until the next entered rate."""

    currency = models.ForeignKey(Currency, models.PROTECT, related_name="rates")
    from_date = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "from_date"], name="exchange_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_above_zero"),
        ]
