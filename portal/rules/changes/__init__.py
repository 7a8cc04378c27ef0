"""What would change an answer that is less than asked, found by asking the rules again."""
