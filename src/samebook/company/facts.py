"""What the company publishes to the numbers: territories, users without a name of any person, and its days."""

from samebook.company.days import DAYS, DIVISIONS
from samebook.company.models import Company
from samebook.company.queries import calendar_of
from samebook.numbers.tables import Column, Context, Dimension, FactTable

TERRITORIES = FactTable(
    name="territories",
    grain="one row per territory",
    is_open=True,
    columns=(
        Column("territory_id", "integer", "The territory."),
        Column("label", "text", "What the company calls it."),
        Column("code", "text", "How the Book's routing calls it."),
        Column("parent_id", "integer", "The territory it is part of.", ref="territories.territory_id"),
    ),
    sql="select t.id as territory_id, t.name as label, t.code as code, t.parent_id as parent_id "
    "from company_territory t",
)

USERS = FactTable(
    name="users",
    grain="one row per user; names are joined at display, from the records",
    is_open=True,
    columns=(
        Column("user_id", "integer", "The user."),
        Column("team_id", "integer", "The team whose calendar and manager are the user's."),
        Column("is_active", "boolean", "Whether the user can still log in."),
    ),
    sql="select u.id as user_id, u.team_id as team_id, u.is_active as is_active from company_user u",
)

TABLES = (TERRITORIES, USERS, DAYS)

DIMENSIONS = (
    Dimension("territory", "Territory", "territory_id", label="territories.label"),
    Dimension("rep", "Rep", "owner_id", refers_to="user"),
    *DIVISIONS,
)


def snapshot_context() -> Context:
    """Zone, currency, the simulated flag and the calendar of the one company; plain UTC before it is founded."""
    found = Company.objects.first()
    if found is None:
        return Context()
    return Context(found.time_zone, found.currency, found.simulated, calendar_of(found))
