-- Those who were asked on a known day, and those of them with a score.
with asked as (
    select survey_answer_id from survey_answers where asked_on is not null
),
scored as (
    select survey_answer_id from survey_answers where score is not null
)
select
    (select count(*) from asked) as n,
    (select count(*) from asked a join scored s on s.survey_answer_id = a.survey_answer_id) as hits,
    0 as left_out
