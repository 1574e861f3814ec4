"""Relations, programs, proposals with their acts, seatings over time."""

import sqlalchemy as sa
from alembic import op

from service.storage.moments import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _make_programs()
    _make_proposals()
    _make_relations()
    _make_seatings()
    _make_seats()
    _make_acts()
    _make_proposal_seats()


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("proposal_seats")
    op.drop_table("acts")
    op.drop_table("seats")
    op.drop_table("seatings")
    op.drop_index("ix_relations_roster_id", table_name="relations")
    op.drop_table("relations")
    op.drop_index("ix_proposals_roster_id", table_name="proposals")
    op.drop_index("ix_proposals_organisation_id", table_name="proposals")
    op.drop_table("proposals")
    op.drop_index("ix_programs_organisation_id", table_name="programs")
    op.drop_table("programs")


def _make_programs() -> None:
    op.create_table(
        "programs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_programs_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
    )
    op.create_index(
        "ix_programs_organisation_id",
        "programs",
        ["organisation_id", "id"],
        unique=False,
    )


def _make_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("seating_number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_proposals_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_proposals_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(
        "ix_proposals_organisation_id",
        "proposals",
        ["organisation_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_proposals_roster_id", "proposals", ["roster_id", "id"], unique=False
    )


def _make_relations() -> None:
    op.create_table(
        "relations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_relations_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
    )
    op.create_index(
        "ix_relations_roster_id", "relations", ["roster_id", "id"], unique=False
    )


def _make_seatings() -> None:
    op.create_table(
        "seatings",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_seatings_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("roster_id", "number", name=op.f("pk_seatings")),
    )


def _make_seats() -> None:
    op.create_table(
        "seats",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_seats_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "roster_id", "leader_id", "since", name=op.f("pk_seats")
        ),
    )


def _make_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("from_group", sa.Text(), nullable=False),
        sa.Column("to_group", sa.Text(), nullable=False),
        sa.Column("was_locked", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_acts_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", "part", name=op.f("pk_acts")),
    )


def _make_proposal_seats() -> None:
    op.create_table(
        "proposal_seats",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_seats_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "leader_id", name=op.f("pk_proposal_seats")
        ),
    )
