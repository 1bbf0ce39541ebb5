"""The one company of this home, and its money."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

models.CharField.register_lookup(Length)


class Company(models.Model):
    """The one row that says whose book this is.

    ``simulated`` is set when the home is made and never changed: a real home refuses simulated entries.
    ``settings_stamp`` is another random text after each change of settings: processes that keep them read them anew.
    """

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60)
    fiscal_year_start = models.PositiveSmallIntegerField(default=1)
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
