-- name: net_promoter_score
-- title: Net Promoter Score
-- means: Of those who gave a score when asked whether they would recommend the company, the share of promoters (9 and
--   10) minus the share of detractors (0 to 6), in points from -100 to 100. What people say, not what they will buy.
-- kind: score
-- grain: One row per person who answered a survey.
-- columns:
--   record_id: Who was asked, in which survey.
--   day: The day of the answer.
--   territory_id: The account's territory.
--   survey: The survey.
--   value: 1 for a promoter, 0 for a passive, -1 for a detractor; null without a score from 0 to 10.
--   together: The account; answers of one account count together in the interval. Null stands alone.
-- unit: points
-- nulls: Who answered without a score is left out and counted beside it; who has not answered is not here.
-- time: The day of the answer.
-- source: Reichheld, Harvard Business Review, December 2003; the interval is of Rocks, The American Statistician 70, 2016.
-- by: survey, territory, month
-- drill: survey_answer
select
    survey_answer_id as record_id,
    answered_on as day,
    territory_id,
    survey,
    case
        when score >= 9 and score <= 10 then 1
        when score >= 7 and score <= 8 then 0
        when score >= 0 and score <= 6 then -1
    end as value,
    account_id as together
from survey_answers
where answered_on is not null
