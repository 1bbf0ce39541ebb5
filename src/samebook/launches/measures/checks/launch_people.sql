-- People counted through how many sales have so many.
with sizes as (
    select people, count(*) as sales from launch_sales where people >= 1 group by people
)
select sum(sales) as n, sum(people * sales) as total from sizes
