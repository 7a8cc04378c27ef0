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


class Plan(models.Model):  # type: ignore[misc]
    """An arrangement."""

    monthly = models.BigIntegerField()
    ended_on = models.DateField(null=True)

    class Meta:
        """An old table."""

        managed = False
        db_table = "plan"


class PlanClaim(models.Model):  # type: ignore[misc]
    """That a claim runs in a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.DO_NOTHING, primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="in_plans")
    ended_on = models.DateField(null=True)

    class Meta:
        """An old table."""

        managed = False
        db_table = "plan_claim"


class Instalment(models.Model):  # type: ignore[misc]
    """What a plan asks on a day."""

    plan = models.ForeignKey(
        Plan, on_delete=models.DO_NOTHING, related_name="instalments", primary_key=True
    )
    due_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "instalment"


class Liability(models.Model):  # type: ignore[misc]
    """That somebody owes a claim, alone or with others."""

    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="liabilities")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING)
    share = models.BigIntegerField(null=True)
    released_on = models.DateField(null=True)

    class Meta:
        """An old table."""

        managed = False
        db_table = "liability"


class Hold(models.Model):  # type: ignore[misc]
    """That collecting stands still."""

    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="holds", null=True)
    lifted_on = models.DateField(null=True)

    class Meta:
        """An old table."""

        managed = False
        db_table = "hold"


class Reminder(models.Model):  # type: ignore[misc]
    """A reminder that was sent."""

    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="reminders")
    answer_by = models.DateField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "reminder"


class Postponement(models.Model):  # type: ignore[misc]
    """Time that was granted."""

    claim = models.ForeignKey(Claim, on_delete=models.DO_NOTHING, related_name="postponements")
    until_on = models.DateField()

    class Meta:
        """An old table."""

        managed = False
        db_table = "postponement"


class Case(models.Model):  # type: ignore[misc]
    """A request."""

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="cases")
    ask = models.TextField()
    state = models.TextField()
    claims = models.ManyToManyField(Claim, db_table="case_claim", related_name="cases")

    class Meta:
        """An old table."""

        managed = False
        db_table = "case"
