"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "customers.order.added": "Order added",
    "customers.order.changed": "Order changed",
    "customers.survey_answer.added": "Answer to a survey added",
    "customers.survey_answer.changed": "Answer to a survey changed",
}
