-- All required cells less those of launches called off, and of those the covered ones, each counted by itself.
select
    (select count(*) from launch_cells as c where c.is_required and c.is_covered and c.launch_state in ('planned', 'ready'))
    + (select count(*) from launch_cells as c
       where c.is_required and c.is_covered and c.launch_state not in ('planned', 'ready', 'called_off')) as hits,
    (select count(*) from launch_cells as c where c.is_required and c.launch_state is not null)
    - (select count(*) from launch_cells as c where c.is_required and c.launch_state = 'called_off') as n
