"""Cleans, sessionizes and splits a log with pandas, as Clickproof's stages do. Made with pandas 2.3.3 and pyarrow 22.0.0.

    python bench/peers/stages.py EVENTS.parquet RUNS

prints one JSON document: seconds of each run, and the totals by which the results are compared.
"""
import json
import sys
import time

import pandas as pd

GAP_MS = 30 * 60_000
DAY_MS = 86_400_000


def stages(raw: pd.DataFrame) -> dict:
    clean = raw.dropna(subset=["user_id", "ts_ms", "event", "item_id"])
    clean = clean[(clean.ts_ms >= 946_684_800_000) & (clean.ts_ms < 4_102_444_800_000) & clean.event.between(0, 3)]
    clean = clean.drop_duplicates()
    events = clean.sort_values(["user_id", "ts_ms", "tick", "event", "item_id"], ignore_index=True)
    first_of_user = events.user_id != events.user_id.shift()
    begins = first_of_user | (events.ts_ms.diff() > GAP_MS)
    events["session_id"] = begins.cumsum()
    user_first = events.session_id.where(first_of_user).ffill()
    events["session_no"] = (events.session_id - user_first + 1).astype("int32")
    events["event_no"] = events.groupby("session_id").cumcount() + 1
    for code, name in enumerate(["views", "carts", "removes", "transactions"]):
        events[name] = events.event == code
    sessions = events.groupby("session_id").agg(
        user_id=("user_id", "first"),
        session_no=("session_no", "first"),
        start_ms=("ts_ms", "min"),
        end_ms=("ts_ms", "max"),
        events=("event", "size"),
        views=("views", "sum"),
        carts=("carts", "sum"),
        removes=("removes", "sum"),
        transactions=("transactions", "sum"),
        items=("item_id", "nunique"),
    )
    day = sessions.start_ms // DAY_MS
    days = int(day.max() - day.min() + 1)
    since = day - day.min()
    sessions["part"] = (since >= days * 700_000 // 1_000_000).astype("int8") + (since >= days * 850_000 // 1_000_000)
    return {
        "events": len(events),
        "sessions": len(sessions),
        "single": int((sessions.events == 1).sum()),
        "items": int(sessions["items"].sum()),
        "test": int((sessions.part == 2).sum()),
    }


raw = pd.read_parquet(sys.argv[1])
seconds = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    totals = stages(raw)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"pandas": pd.__version__, "seconds": seconds, "totals": totals}))
