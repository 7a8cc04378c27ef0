"""The outside world behind the ports: bank files, payments, mail, documents, sign-in."""
