import pytest

from service.storage.folder import FolderError, check_folder, write_folder

OURS = frozenset({"groups.csv", "sample"})


def test_a_new_folder_holds_exactly_the_files(tmp_path):
    write_folder(tmp_path / "a" / "out", {"groups.csv": "é\n", "sample/x.bin": b"\0"})

    assert (tmp_path / "a/out/groups.csv").read_bytes() == "é\n".encode()
    assert (tmp_path / "a/out/sample/x.bin").read_bytes() == b"\0"
    assert [entry.name for entry in (tmp_path / "a").iterdir()] == ["out"]


def test_an_earlier_output_is_replaced_whole(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, {"groups.csv": "old", "unplaced.csv": "old"})

    write_folder(folder, {"groups.csv": "new"})

    assert [entry.name for entry in folder.iterdir()] == ["groups.csv"]
    assert (folder / "groups.csv").read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_failed_write_leaves_everything_as_it_was(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, {"groups.csv": "old"})

    with pytest.raises(FolderError, match="Nothing was changed"):
        write_folder(folder, {"groups.csv": "new", "x" * 300: "name too long"})

    assert (folder / "groups.csv").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_interruption_while_writing_leaves_everything_as_it_was(tmp_path):
    class Interrupting(dict):
        def items(self):
            yield "groups.csv", "new"
            raise KeyboardInterrupt

    folder = tmp_path / "out"
    write_folder(folder, {"groups.csv": "old"})

    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, Interrupting())

    assert (folder / "groups.csv").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("force", [False, True])
def test_a_missing_or_empty_folder_may_be_written(tmp_path, force):
    (tmp_path / "empty").mkdir()

    check_folder(tmp_path / "empty", force=force, ours=OURS)
    check_folder(tmp_path / "deep" / "new", force=force, ours=OURS)


def test_earlier_output_is_replaced_only_when_forced(tmp_path):
    (tmp_path / "groups.csv").touch()

    with pytest.raises(FolderError, match="--force"):
        check_folder(tmp_path, force=False, ours=OURS)
    check_folder(tmp_path, force=True, ours=OURS)


def test_a_folder_with_foreign_files_is_never_replaced(tmp_path):
    (tmp_path / "groups.csv").touch()
    (tmp_path / "thesis.docx").touch()

    with pytest.raises(FolderError, match=r"thesis\.docx"):
        check_folder(tmp_path, force=True, ours=OURS)


def test_a_file_or_a_link_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)

    for name in ("file", "link"):
        with pytest.raises(FolderError, match="not a folder"):
            check_folder(tmp_path / name, force=True, ours=OURS)


def test_what_appeared_since_the_check_is_not_replaced_unasked(tmp_path):
    folder = tmp_path / "out"
    check_folder(folder, force=False, ours=OURS)
    write_folder(folder, {"groups.csv": "theirs"}, force=False)

    with pytest.raises(FolderError, match="Nothing was changed"):
        write_folder(folder, {"groups.csv": "ours"}, force=False)

    assert (folder / "groups.csv").read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
