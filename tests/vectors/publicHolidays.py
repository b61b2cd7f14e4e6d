"""The public holidays that python-holidays knows, for tests/forecast, written to publicHolidays.json beside this file.

    pip install holidays
    python tests/vectors/publicHolidays.py

The version that made the committed file is inside it. Days off of a year in England, Germany as a whole, France and the
United States; of a year's first day that is moved into the year before, the year is that of the date.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import holidays

YEARS = range(1996, 2031)
COUNTRIES = {"GB": {"subdiv": "ENG"}, "DE": {}, "FR": {}, "US": {}}

document = {
    "versions": {"python": platform.python_version(), "holidays": version("holidays")},
    "years": [YEARS[0], YEARS[-1]],
    "days": {
        country: sorted(
            day.isoformat()
            for day in holidays.country_holidays(country, years=list(range(YEARS[0] - 1, YEARS[-1] + 2)), **more)
            if YEARS[0] <= day.year <= YEARS[-1]
        )
        for country, more in COUNTRIES.items()
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
