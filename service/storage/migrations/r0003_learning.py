"""Feedback, surveys, bundles, the trail, erasures."""

import sqlalchemy as sa
from alembic import op

from service.storage.moments import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _make_bundles()
    _make_champions()
    _make_erasures()
    _make_trail()
    _make_batches()
    _make_feedback()
    _make_surveys()
    _make_survey_answers()


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("survey_answers")
    op.drop_index("ix_surveys_organisation_id", table_name="surveys")
    op.drop_table("surveys")
    op.drop_table("feedback")
    op.drop_table("batches")
    op.drop_index("ix_trail_organisation_id", table_name="trail")
    op.drop_table("trail")
    op.drop_table("erasures")
    op.drop_table("champions")
    op.drop_table("bundles")


def _make_bundles() -> None:
    op.create_table(
        "bundles",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_bundles_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "bundle_id", name=op.f("pk_bundles")
        ),
    )


def _make_champions() -> None:
    op.create_table(
        "champions",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_champions_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_champions")),
    )


def _make_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_erasures_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )


def _make_trail() -> None:
    op.create_table(
        "trail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_trail_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    op.create_index(
        "ix_trail_organisation_id", "trail", ["organisation_id", "id"], unique=False
    )


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_batches_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("roster_id", "key", name=op.f("pk_batches")),
    )


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("rater_id", sa.Text(), nullable=False),
        sa.Column("ratee_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_feedback_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("roster_id", "identity", name=op.f("pk_feedback")),
    )


def _make_surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_surveys_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["rosters.id"],
            name=op.f("fk_surveys_roster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_index(
        "ix_surveys_organisation_id", "surveys", ["organisation_id", "id"], unique=False
    )


def _make_survey_answers() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_survey_answers_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "survey_id", "leader_id", name=op.f("pk_survey_answers")
        ),
    )
