from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, read_settings


def test_what_is_given_counts_more_than_the_environment(monkeypatch):
    monkeypatch.setenv("PEERMATCH_ATTEMPTS", "7")
    monkeypatch.setenv("PEERMATCH_DATABASE", "sqlite:///env.sqlite")

    settings = read_settings(database="sqlite:///given.sqlite")

    assert settings.attempts == 7
    assert settings.database_url == "sqlite:///given.sqlite"
    assert settings.data_folder == Path("given.sqlite.data")


def test_the_password_of_the_database_is_not_shown():
    settings = read_settings(database="postgresql+psycopg://a:hunter2@h/n")

    assert "hunter2" not in f"{settings!r} {settings}"
    assert settings.data_folder == Path("peermatch.data")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ATTEMPTS", "none"),
        ("ATTEMPTS", "0"),
        ("LEASE_SECONDS", "nan"),
        ("BUSY_SECONDS", "-1"),
        ("WORKERS", "65"),
        ("DATABASE", "hunter2"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_not_shown(monkeypatch, name, value):
    monkeypatch.setenv(f"PEERMATCH_{name}", value)

    with pytest.raises(SettingsError, match=f"PEERMATCH_{name}") as caught:
        read_settings()

    assert value not in str(caught.value) or value.isdigit()


def test_every_setting_says_what_it_sets():
    assert all(field.description for field in Settings.model_fields.values())
