"""The night's part in claims that are not paid: words before trouble, reminders, interest."""
