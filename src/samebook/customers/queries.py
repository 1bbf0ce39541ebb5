"""Reading orders and answers to surveys; the actor's accounts settle which."""

from django.db.models import QuerySet

from samebook.accounts.queries import accounts_for
from samebook.customers.models import Order, SurveyAnswer
from samebook.kernel.access import Actor


def orders_for(actor: Actor) -> QuerySet[Order]:
    """Orders of the accounts that the actor may see, the latest first."""
    orders = Order.objects.select_related("account").order_by("-ordered_on", "-id")
    return orders if actor.sees_all else orders.filter(account__in=accounts_for(actor).order_by().values("pk"))


def survey_answers_for(actor: Actor) -> QuerySet[SurveyAnswer]:
    """Who was asked at the accounts that the actor may see, the latest first; those of nobody for who sees all."""
    found = SurveyAnswer.objects.select_related("account", "person").order_by("-answered_on", "-asked_on", "-pk")
    return found if actor.sees_all else found.filter(account__in=accounts_for(actor).order_by().values("pk"))
