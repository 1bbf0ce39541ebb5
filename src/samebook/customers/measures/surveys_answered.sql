-- name: surveys_answered
-- title: Surveys answered
-- means: Of those who were asked in surveys, the share who gave a score.
-- kind: rate
-- grain: One row per person who was asked in a survey.
-- columns:
--   record_id: Who was asked, in which survey.
--   day: The day they were asked.
--   territory_id: The account's territory.
--   survey: The survey.
--   hit: 1 with a score, else 0.
-- unit: answered
-- nulls: Who answered in a survey whose file does not say when people were asked is left out, since nobody knows how
--   many were.
-- time: The day they were asked; recent ones may still answer.
-- source: The response rate is published with every score.
-- by: survey, territory, month
-- drill: survey_answer
select
    survey_answer_id as record_id,
    asked_on as day,
    territory_id,
    survey,
    case when score is not null then 1 else 0 end as hit
from survey_answers
where asked_on is not null
