"""Acting for someone else: with a firm's leave, a mandate, an appointment, or a code lent out."""
