"""Writes the hand-made invoices of data/fixtures as a workbook and as Parquet, with packages other than the project's.

Made with openpyxl 3.1.5 and pyarrow 26.0.1: python tests/vectors/onlineRetail.py
"""

from datetime import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

NAMES = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
ROWS = [
    (500001, "10001A", "BLUE CANDLE", 6, datetime(2011, 1, 4, 10, 0), 2.55, 12400, "United Kingdom"),
    (500001, 10002, "TIN OF BUTTONS ", 12, datetime(2011, 1, 4, 10, 0), 0.85, 12400, "United Kingdom"),
    (500001, 10002, "TIN OF BUTTONS ", 12, datetime(2011, 1, 4, 10, 0), 0.85, 12400, "United Kingdom"),
    (500001, 10002, "TIN OF BUTTONS ", 24, datetime(2011, 1, 4, 10, 0), 0.85, 12400, "United Kingdom"),
    (500002, "POST", "POSTAGE", 1, datetime(2011, 1, 4, 10, 17), 18, 12500, "France"),
    (500002, "10001a", "BLUE CANDLE", 3, datetime(2011, 1, 4, 10, 18), 2.55, 12500, "France"),
    (500003, 10003, None, 2, datetime(2011, 1, 4, 23, 59), 0, None, "United Kingdom"),
    (500003, "10001A", "BLUE CANDLE", 1, datetime(2011, 1, 4, 23, 59), 4.95, None, "United Kingdom"),
    ("C500004", "10001A", "BLUE CANDLE", -2, datetime(2011, 2, 1, 8, 30), 2.55, 12400, "United Kingdom"),
    (500005, 10003, "damaged", -7, datetime(2011, 2, 1, 9, 0), 0, None, "United Kingdom"),
    ("A500006", "B", "Adjust bad debt", 1, datetime(2011, 2, 2, 9, 0), 110.62, None, "United Kingdom"),
    (500007, 10003, "PAPER LANTERN", 5, datetime(2011, 12, 9, 12, 50), 0.001, 12600, "EIRE"),
]

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Online Retail"
for row in [NAMES, *ROWS]:
    sheet.append(row)
book.create_sheet("notes").append(["a second sheet, which is not read"])
book.save("data/fixtures/online_retail made by hand.xlsx")

columns = list(zip(*ROWS))
text = lambda values: pa.array([None if v is None else str(v) for v in values], pa.string())
pq.write_table(
    pa.table(
        {
            "InvoiceNo": text(columns[0]),
            "StockCode": text(columns[1]),
            # as pandas writes a cell that was empty
            "Description": text(["nan" if v is None else v for v in columns[2]]),
            "Quantity": pa.array(columns[3], pa.int64()),
            "InvoiceDate": pa.array(columns[4], pa.timestamp("ns")),
            "UnitPrice": pa.array([float(v) for v in columns[5]], pa.float64()),
            "CustomerID": pa.array([None if v is None else float(v) for v in columns[6]], pa.float64()),
            "Country": text(columns[7]),
        }
    ),
    "data/fixtures/online_retail made by hand.parquet",
)
