import json
import os
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from models.bundle import (
    ARRAYS,
    MANIFEST,
    STATE,
    Bundle,
    Origin,
    bundle_files,
    copy_bundle,
    load_bundle,
    read_origin,
    save_bundle,
)
from models.embedding import Embedding
from models.errors import BundleError
from models.pairs import Pairs
from models.profiles import profiles_of
from models.value import ValueModel

GOLDEN = Path(__file__).parents[1] / "data" / "bundle-format-1"
FACETS = (
    *("industry", "size", "challenges", "stage", "place", "availability"),
    *("segment", "tenure"),
)
ORIGIN = Origin("2026-11-22", 7, metrics={"is_better": True, "sentence": "It is."})


def make_table(n_leaders=24):
    rng = np.random.default_rng(5)
    industries = ["Software", "Dentist", "Bakery", "511210", None]
    themes = ["cash flow", "hiring engineers", "succession", ""]
    return pd.DataFrame(
        {
            "leader_id": [f"L{i}" for i in range(n_leaders)],
            "industry": [industries[i % 5] for i in range(n_leaders)],
            "revenue": rng.lognormal(15, 1, n_leaders),
            "employees": rng.integers(1, 500, n_leaders).astype(float),
            "founded": rng.integers(1950, 2020, n_leaders).astype(float),
            "challenges": [themes[i % 4] for i in range(n_leaders)],
            "gives": [themes[(i + 1) % 4] for i in range(n_leaders)],
            "slots": [("Mon am; Tue pm", "Wed")[i % 2] for i in range(n_leaders)],
            "city": [("Berlin", "Paris", "Lyon")[i % 3] for i in range(n_leaders)],
            "latitude": 40 + rng.random(n_leaders),
            "longitude": 8 + rng.random(n_leaders),
            "segment": [("a", "b", "c")[i % 3] for i in range(n_leaders)],
            "tenure": rng.random(n_leaders),
        }
    )


@pytest.fixture(scope="module")
def table():
    return make_table()


@pytest.fixture(scope="module")
def bundle(table):
    embedding = Embedding(facets=FACETS).fit(table)
    profiles = profiles_of(embedding, table)
    pairs = Pairs.all_of(len(profiles))
    y = (np.arange(len(pairs)) % 7 < 3).astype(float)
    with threadpool_limits(1):
        value = ValueModel(n_factors=1).fit(profiles, pairs, y)
    return Bundle(embedding, value, value, ORIGIN)


@pytest.fixture
def folder(bundle, tmp_path):
    save_bundle(bundle, tmp_path / "bundle")
    return tmp_path / "bundle"


def scores(bundle, table):
    profiles = profiles_of(bundle.embedding, table)
    return bundle.value.factors(profiles).table()


def test_a_loaded_bundle_scores_to_the_last_bit(bundle, folder, table):
    loaded = load_bundle(folder)

    assert np.array_equal(scores(loaded, table), scores(bundle, table))
    assert loaded.origin == ORIGIN


def test_newcomers_score_the_same_too(bundle, folder):
    newcomers = make_table(30).assign(leader_id=[f"N{i}" for i in range(30)])

    loaded = load_bundle(folder)

    assert np.array_equal(scores(loaded, newcomers), scores(bundle, newcomers))


def test_the_same_bundle_has_the_same_bytes(bundle, folder):
    assert bundle_files(load_bundle(folder)) == bundle_files(bundle)


def test_the_id_is_that_of_the_manifest(bundle, folder, tmp_path):
    bundle_id, origin = read_origin(folder)

    assert load_bundle(folder).bundle_id == bundle_id
    assert save_bundle(bundle, tmp_path / "again") == bundle_id
    assert copy_bundle(folder, tmp_path / "copy") == bundle_id
    assert origin.metrics["is_better"] is True


def test_a_bundle_without_value_loads(bundle, tmp_path):
    save_bundle(replace(bundle, value=None, proof=None), tmp_path / "rules")

    assert load_bundle(tmp_path / "rules").value is None


def test_the_golden_bundle_still_loads_and_scores_as_it_did():
    """Written once by scripts/golden_bundle.py; a failure means a promise is broken."""
    expected = json.loads(GOLDEN.with_suffix(".json").read_text())

    loaded = load_bundle(GOLDEN)

    assert loaded.bundle_id == expected["bundle_id"]
    newcomers = make_table(20).tail(4)
    assert np.allclose(scores(loaded, newcomers), expected["scores_of_newcomers"])


def test_no_folder_is_replaced(bundle, folder):
    with pytest.raises(BundleError, match="already exists"):
        save_bundle(bundle, folder)


def test_a_refused_bundle_leaves_nothing_behind(bundle, tmp_path):
    broken = replace(bundle, origin=replace(ORIGIN, metrics={"gain": float("nan")}))

    with pytest.raises(BundleError, match="finite"):
        save_bundle(broken, tmp_path / "bundle")

    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_is_no_number_never_reaches_a_bundle(bundle, tmp_path):
    sick = load_copy(bundle, tmp_path)
    sick.value.need_coef_[0] = np.nan

    with pytest.raises(BundleError, match="need_coef_"):
        bundle_files(sick)


def test_what_no_bundle_knows_is_not_left_out_in_silence(bundle, tmp_path):
    extended = load_copy(bundle, tmp_path)
    extended.value.secret_ = 1

    with pytest.raises(BundleError, match="secret_"):
        bundle_files(extended)


def load_copy(bundle, tmp_path):
    save_bundle(bundle, tmp_path / "copy")
    return load_bundle(tmp_path / "copy")


def test_an_embedding_that_is_not_fitted_is_refused(bundle):
    with pytest.raises(BundleError, match="Embedding"):
        bundle_files(replace(bundle, embedding=Embedding()))


@pytest.mark.parametrize("name", [MANIFEST, STATE, ARRAYS])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_truncated_files_are_refused(folder, name, share):
    path = folder / name
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(BundleError):
        load_bundle(folder)


@pytest.mark.parametrize("name", [STATE, ARRAYS])
def test_one_changed_byte_is_refused(folder, name):
    path = folder / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(BundleError, match="changed after it was written"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda f: (f / STATE).unlink(), "lacks state.json"),
        (lambda f: (f / "run.py").write_text("1"), "run.py"),
        (lambda f: (f / "sub").mkdir(), "sub"),
        (lambda f: link(f / ARRAYS), "no plain file"),
        (lambda f: link(f / MANIFEST), "no plain file"),
        (lambda f: pipe(f / STATE), "no plain file"),
    ],
    ids=["missing", "extra file", "extra folder", "link", "linked manifest", "pipe"],
)
def test_other_listings_are_refused(folder, spoil, reason):
    spoil(folder)

    with pytest.raises(BundleError, match=reason):
        load_bundle(folder)


def link(path):
    elsewhere = path.parent.parent / path.name
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def test_a_link_to_a_bundle_is_refused(folder, tmp_path):
    (tmp_path / "alias").symlink_to(folder)

    with pytest.raises(BundleError, match="no such folder"):
        load_bundle(tmp_path / "alias")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": 3}, "later version"),
        ({"format": 2}, "format of another bundle"),
        ({"format": 0}, "key"),
        ({"format": True}, "key"),
        ({"kind": "pickle"}, "not that of a Peermatch bundle"),
        ({"extra": 1}, "key"),
        ({"seed": "1"}, "wrong type"),
        ({"metrics": []}, "wrong type"),
        ({"files": {}}, "other files"),
        ({"files": {"../../etc/passwd": {}, "/abs": {}}}, "other files"),
        ({"files": {STATE: {"sha256": 1, "n_bytes": 1}, ARRAYS: {}}}, "length"),
    ],
)
def test_other_manifests_are_refused(folder, change, reason):
    manifest = json.loads((folder / MANIFEST).read_text())
    write_manifest(folder, manifest | change)

    with pytest.raises(BundleError, match=reason):
        load_bundle(folder)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"kind": NaN}',
        b'{"kind": 1e999}',
        b'{"kind": "a", "kind": "b"}',
        b"[" * 100_000,
        b"1" * 10_000,
    ],
    ids=["empty", "list", "null", "bytes", "NaN", "huge", "twice", "deep", "digits"],
)
def test_a_manifest_that_is_none_is_refused(folder, text):
    (folder / MANIFEST).write_bytes(text)

    with pytest.raises(BundleError):
        load_bundle(folder)


def forge(folder, *, state=None, arrays=None):
    """Write other contents with hashes that fit, as an attacker would."""
    from hashlib import sha256  # noqa: PLC0415 - of the forger's own

    manifest = json.loads((folder / MANIFEST).read_text())
    for name, data in ((STATE, state), (ARRAYS, arrays)):
        if data is not None:
            (folder / name).write_bytes(data)
            manifest["files"][name] = {
                "sha256": sha256(data).hexdigest(),
                "n_bytes": len(data),
            }
    write_manifest(folder, manifest)


def write_manifest(folder, manifest):
    text = json.dumps(manifest, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(f"{text}\n")


def object_of(path, **state):
    return json.dumps({"object": path, "state": state}).encode()


@pytest.mark.parametrize(
    "state",
    [
        object_of("os.system", command="true"),
        object_of("models.parts.BundleParts"),
        object_of("models.parts.BundleParts", embedding=1, value=None, proof=None),
        object_of("builtins.eval", source="1"),
        b'{"tuple": []}',
        b'{"array": "a0"}',
        b'{"object": "models.embedding.Embedding", "state": {}}',
        b"[1]",
        b'{"texts": ["\\ud800"]}',
        b'{"table": [[{"table": []}, 1]]}',
        b'{"table": [["a", 1], ["a", 2]]}',
        b'{"tuple":' * 50 + b"1" + b"}" * 50,
    ],
)
def test_forged_states_are_refused(folder, state):
    forge(folder, state=state)

    with pytest.raises(BundleError):
        load_bundle(folder)


def swap_in(state, old, new):
    text = state.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"n_features_in_":1,', '"n_features_in_":2,'),
        ('"random_state":0', '"random_state":{"tuple":[]}'),
        ('"is_flat_":false', '"is_flat_":0'),
        ('"is_exact":true', '"is_exact":true,"__class__":"x"'),
        ('"platt_":{"tuple":[', '"platt_":{"tuple":["x",'),
        ('"vectorizer":null', '"vectorizer":"os.system"'),
    ],
)
def test_forged_attributes_are_refused(folder, old, new):
    state = (folder / STATE).read_bytes()
    forge(folder, state=swap_in(state, old, new))

    with pytest.raises(BundleError, match=r"may be|go together"):
        load_bundle(folder)


def test_an_encoder_of_other_columns_is_refused(folder):
    state = json.loads((folder / STATE).read_text())
    encoders = state["state"]["embedding"]["state"]["encoders_"]["table"]
    encoders[0][1]["state"]["feature_names_in_"]["texts"][0] = "another"
    forge(folder, state=json.dumps(state).encode())

    with pytest.raises(BundleError, match="go together"):
        load_bundle(folder)


def test_a_number_too_large_for_arithmetic_is_refused(folder):
    state = json.loads((folder / STATE).read_text())
    state["state"]["value"]["state"]["intercept_"] = 10**30
    forge(folder, state=json.dumps(state).encode())

    with pytest.raises(BundleError, match="may be"):
        load_bundle(folder)


def npz_of(data, name="a0.npy", kind=zipfile.ZIP_STORED):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def npy_of(header, body=b""):
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


HUGE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }"
ONE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
OBJECTS = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"


@pytest.mark.parametrize(
    "arrays",
    [
        b"",
        b"PK\x05\x06" + bytes(18),
        npz_of(npy_of(HUGE, bytes(8))),
        npz_of(npy_of(OBJECTS, b"cos\nsystem\n")),
        npz_of(npy_of("__import__('os').system('true')")),
        npz_of(npy_of(HUGE), kind=zipfile.ZIP_DEFLATED),
        npz_of(npy_of("(" * 3900)),
        npz_of(npy_of(ONE.replace("(1,)", "(True,)"), bytes(8))),
        npz_of(npy_of(ONE.replace("(1,)", "(1L,)"), bytes(8))),
        npz_of(npy_of(ONE + "#", bytes(8))),
        npz_of(b"\x00" * 100),
        npz_of(b"", name="../a0.npy"),
        npz_of(b"x", name="a0.py"),
    ],
    ids=[
        "empty",
        "no entry",
        "huge shape",
        "objects",
        "code",
        "compressed",
        "parentheses",
        "true for a length",
        "a length of Python 2",
        "a remark",
        "zeros",
        "path",
        "other",
    ],
)
def test_forged_arrays_are_refused(folder, arrays):
    forge(folder, arrays=arrays)

    with pytest.raises(BundleError):
        load_bundle(folder)


def test_a_mapping_that_cannot_change_is_written_too(bundle):
    frozen = replace(ORIGIN, data=MappingProxyType({"n": np.int64(3)}))

    files = bundle_files(replace(bundle, origin=frozen))

    assert json.loads(files[MANIFEST])["data"] == {"n": 3}
