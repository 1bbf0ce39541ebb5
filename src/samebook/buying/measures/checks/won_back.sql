-- Lost ones to which a won one points, each once.
select
    count(
        case
            when exists (
                select 1 from opportunities as new where new.won_back_from_id = old.opportunity_id and new.outcome = 'won'
            ) then 1
        end
    ) as hits,
    count(*) as n
from opportunities as old
where old.outcome = 'lost'
