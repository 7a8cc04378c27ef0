"""Words and reminders about claims that are not paid: what was sent, and what comes next."""
