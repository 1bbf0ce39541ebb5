-- name: launch_days_to_covered
-- title: From a launch's plan to a covered cell
-- means: The share of the cells that launches require that was covered for the first time within so many days of being required.
-- kind: survival
-- grain: One row per required cell of a launch that was not called off.
-- columns:
--   record_id: The cell.
--   day: The day since which it is required.
--   launch_id: The launch.
--   role: The role.
--   cause: The cause of stalls; none for before any stall.
--   decision: The customer's decision.
--   segment: The segment; null for all.
--   duration: Days from being required until it was first covered, or to the snapshot.
--   ended: 1 covered, 0 not yet.
-- unit: days
-- nulls: Cells never covered count as long as they were followed (right-censored). What was prepared before the launch covers on the first day. A cover that was lost later ends nothing.
-- time: The day since which the cell is required, in the company's zone.
-- source: Aalen and Johansen 1978.
-- by: launch, role, cause, decision, segment, month
-- drill: launch_cell
-- horizons: 7, 30, 60, 90
select
    launch_cell_id as record_id,
    required_on as day,
    launch_id,
    role,
    cause,
    decision,
    segment,
    days_between(required_on, coalesce(covered_on, :as_of_on)) as duration,
    case when covered_on is not null then 1 else 0 end as ended
from launch_cells
where is_required
    and launch_state <> 'called_off'
