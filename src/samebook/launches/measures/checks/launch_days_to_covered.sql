-- Covered cells and those that wait, each by itself; a span that ends before it begins is left out.
with wanted as (
    select c.required_on as began, c.covered_on as ended
    from launch_cells as c
    where c.is_required and c.launch_state <> 'called_off'
),
covered as (
    select began from wanted where ended is not null and days_between(began, ended) >= 0
),
waiting as (
    select began from wanted where ended is null and days_between(began, :as_of_on) >= 0
)
select
    (select count(*) from covered) as events,
    0 as others,
    (select count(*) from waiting) as open,
    (select count(*) from covered) + (select count(*) from waiting) as n,
    (select count(*) from wanted) - (select count(*) from covered) - (select count(*) from waiting) as left_out
