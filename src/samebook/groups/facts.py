"""What buying groups publish to the numbers: members without names, and each group with its people by kind of role."""

from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

ROLES = """
    select member_id,
           max(case when kind = 'stalls' then 1 else 0 end) as stalls,
           max(case when kind = 'refuses' then 1 else 0 end) as refuses,
           max(case when kind = 'decides' then 1 else 0 end) as decides,
           max(case when kind = 'supports' then 1 else 0 end) as supports,
           max(case when kind = 'takes_part' then 1 else 0 end) as takes_part
    from groups_memberrole
    where until is null
    group by member_id
"""
"""The kinds of the roles that each member has, or had when they left."""
REACHED = """
    select opportunity_id, person_id, min(reached_at) as reached_at
    from (
        select opportunity_id, person_id, happened_at as reached_at from groups_contact
        union all
        select o.id as opportunity_id, p.person_id as person_id, r.received_at as reached_at
        from communications_response r
        join (select distinct opportunity_id, person_id from groups_member) p on p.person_id = r.person_id
        join buying_opportunity o on o.id = p.opportunity_id
        where r.received_at >= o.opened_on
    ) as seen
    group by opportunity_id, person_id
"""
"""When each person was first reached or responded; responses of before the opening were about something else."""
KINDS = (
    Column("stalls", "integer", "People with a role that holds the decision up.", unit="people"),
    Column("refuses", "integer", "People with a role that says no.", unit="people"),
    Column("decides", "integer", "People with a role that decides.", unit="people"),
    Column("supports", "integer", "People with a role that helps it on.", unit="people"),
    Column("takes_part", "integer", "People with any other role.", unit="people"),
)

GROUP_MEMBERS = FactTable(
    name="group_members",
    grain="one row per person and decision of an opportunity, for each time that they took part in it",
    territory="territory_id",
    columns=(
        Column("member_id", "integer", "The membership."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("person_id", "integer", "The person; names stay with the records."),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("decision", "text", "start_project or choose_vendor."),
        Column("stance", "text", "for, open, against or unknown, as it was said last."),
        *KINDS,
        Column("joined_at", "timestamp", "Since when they take part; null where nobody recorded it."),
        Column("left_at", "timestamp", "Until when; null while they take part."),
        Column("reached_at", "timestamp", "When they were first reached or responded; null when never."),
        Column("reached_on", "date", "The same as a day of the company's.", derived=local_day("reached_at")),
        Column("origin", "text", "person, import, api or assumed."),
    ),
    sql=f"""
    select m.id as member_id, m.opportunity_id as opportunity_id, m.person_id as person_id,
           o.territory_id as territory_id, m.decision as decision, m.stance as stance,
           coalesce(k.stalls, 0) as stalls, coalesce(k.refuses, 0) as refuses, coalesce(k.decides, 0) as decides,
           coalesce(k.supports, 0) as supports, coalesce(k.takes_part, 0) as takes_part,
           m.joined_at as joined_at, m.left_at as left_at, s.reached_at as reached_at, m.origin as origin
    from groups_member m
    join buying_opportunity o on o.id = m.opportunity_id
    left join ({ROLES}) k on k.member_id = m.id
    left join ({REACHED}) s on s.opportunity_id = m.opportunity_id and s.person_id = m.person_id
    """,  # noqa: S608 (constants of this module)
)

BUYING_GROUPS = FactTable(
    name="buying_groups",
    grain="one row per decision of an opportunity in which anybody takes part",
    territory="territory_id",
    columns=(
        Column("buying_group_id", "integer", "The group; the id of its first membership."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("decision", "text", "start_project or choose_vendor."),
        Column("people", "integer", "Who takes part, whatever their roles.", unit="people"),
        *KINDS,
        Column("reached", "integer", "Of them, who was reached or responded.", unit="people"),
        Column("decider_reached_at", "timestamp", "When somebody who decides was first reached; null when nobody was."),
        Column(
            "decider_reached_on",
            "date",
            "The same as a day of the company's.",
            derived=local_day("decider_reached_at"),
        ),
    ),
    sql=f"""
    select min(m.id) as buying_group_id, m.opportunity_id as opportunity_id, o.territory_id as territory_id,
           m.decision as decision, count(*) as people,
           sum(coalesce(k.stalls, 0)) as stalls, sum(coalesce(k.refuses, 0)) as refuses,
           sum(coalesce(k.decides, 0)) as decides, sum(coalesce(k.supports, 0)) as supports,
           sum(coalesce(k.takes_part, 0)) as takes_part, count(s.reached_at) as reached,
           min(case when k.decides = 1 then s.reached_at end) as decider_reached_at
    from groups_member m
    join buying_opportunity o on o.id = m.opportunity_id
    left join ({ROLES}) k on k.member_id = m.id
    left join ({REACHED}) s on s.opportunity_id = m.opportunity_id and s.person_id = m.person_id
    where m.left_at is null
    group by m.opportunity_id, o.territory_id, m.decision
    """,  # noqa: S608 (constants of this module)
)

TABLES = (GROUP_MEMBERS, BUYING_GROUPS)

DIMENSIONS = (Dimension("role_kind", "What roles do", "role_kind"),)
