-- Everybody with a score that can be, counted group by group; who wrote without one is left out.
with answered as (
    select survey_answer_id, score from survey_answers where answered_on is not null
)
select
    (select count(*) from answered where score between 0 and 10) as n,
    (select count(*) from answered where score in (9, 10)) as promoters,
    (select count(*) from answered where score in (0, 1, 2, 3, 4, 5, 6)) as detractors,
    (select count(*) from answered where score is null or score < 0 or score > 10) as left_out
