"""The tables of the portal that the page reads, as Django has them."""

from django.db import models


class Person(models.Model):  # type: ignore[misc]
    """Who owes."""

    name = models.TextField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "person"


class Claim(models.Model):  # type: ignore[misc]
    """What is owed."""

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING)
    ref = models.TextField()
    description = models.TextField()
    due_on = models.DateField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "claim"


class Entry(models.Model):  # type: ignore[misc]
    """A row of the ledger."""

    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="entries")
    debit = models.TextField()
    amount = models.BigIntegerField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "ledger_entry"
