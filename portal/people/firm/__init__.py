"""People of a business, in their roles: invited with a code, and acting with the firm's leave."""
