"""Runs the migrations in the transaction that `portal.migrate` opened."""

from alembic import context
from sqlmodel import SQLModel

import portal.adopting.models
import portal.cases.contacts.models
import portal.cases.figures.models
import portal.cases.letterbox.models
import portal.cases.matters.models
import portal.cases.models
import portal.cases.retention.models
import portal.cases.review_models
import portal.cases.rulings.models
import portal.cases.second_look.models
import portal.cases.work.models
import portal.jobs.intake.models
import portal.ledger.tables
import portal.people.acting.models
import portal.people.addresses
import portal.people.deliveries
import portal.people.evidence.models
import portal.people.guesses
import portal.people.mobiles
import portal.people.outbox
import portal.people.paces
import portal.people.switches
import portal.people.trail.models
import portal.people.typed
import portal.people.vault
import portal.simulate.trials.models  # noqa: F401  (the models fill the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
