"""Plans as people make and change them: what the rules allow, what lies ahead, what is told."""
