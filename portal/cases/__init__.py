"""A request from the first answer to the decision: journeys, routing, messages, letters."""
