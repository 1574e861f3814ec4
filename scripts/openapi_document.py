"""Write the OpenAPI document down, as clients are generated from it and tests pin it.

python scripts/openapi_document.py
"""

import json
import tempfile
from pathlib import Path

from service.api.app import create_app
from service.api.openapi import describe
from service.settings import read_settings

SNAPSHOT = Path(__file__).parents[1] / "tests" / "data" / "openapi.json"


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/peermatch.sqlite"
        app = create_app(read_settings(database=url, data=Path(folder)))
        text = json.dumps(describe(app), indent=1, ensure_ascii=False)
        app.state.service.close()
    SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
    print(SNAPSHOT)


if __name__ == "__main__":
    main()
