-- name: launch_coverage
-- title: Coverage of launches
-- means: The share of the cells that launches require for which something approved and current is prepared, in every language needed.
-- kind: rate
-- grain: One row per required cell of a launch that was not called off.
-- columns:
--   record_id: The cell.
--   launch_id: The launch.
--   role: The role.
--   cause: The cause of stalls; none for before any stall.
--   decision: The customer's decision.
--   segment: The segment; null for all.
--   hit: 1 covered, 0 not; a gap that somebody signed for is not covered.
-- unit: covered
-- nulls: Cells that the plan does not require are not counted.
-- time: As things stand at the snapshot, as last counted; a period has no effect.
-- source: Wilson 1927 (interval).
-- by: launch, role, cause, decision, segment
-- drill: launch_cell
select
    launch_cell_id as record_id,
    launch_id,
    role,
    cause,
    decision,
    segment,
    case when is_covered then 1 else 0 end as hit
from launch_cells
where is_required
    and launch_state <> 'called_off'
