"""Messy and broken tables: read right, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.kinds import recognise_kind
from deepdesk.data.opening import open_dataset

Read = Callable[[bytes], ForecastingDataset]
DAYS = np.arange("2020-01-01", 120, dtype="datetime64[D]")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_it(content: bytes) -> ForecastingDataset:
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        found = open_dataset(
            DatasetDescription(source=str(path), kind="forecasting"),
            cache=tmp_path / "cache",
            progress=lambda *_: None,
            stop_asked=lambda: False,
        )
        assert isinstance(found, ForecastingDataset)
        return found

    return read_it


def lines(*, pattern: str = "{day},{value}", header: str = "day,value") -> list[str]:
    return [header, *(pattern.format(day=day, value=number % 10) for number, day in enumerate(DAYS))]


def text(found: list[str]) -> bytes:
    return "\n".join(found).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"day,value\n",
        b"\0" * 500,
        b"\xff\xfe\x00\x01" * 100,
        b"\n\n\n",
        b"day,value\n,\n,\n,\n",
        b"PK\x03\x04broken",
        b"PAR1brokenPAR1",
        b'day,value\n"2020-01-01,5\n' * 3,
    ],
)
def test_broken_tables_are_refused_in_one_sentence(read: Read, content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        read(content)
    assert describe(caught.value).endswith(".")
    assert caught.value.code not in describe(caught.value)


def test_ragged_rows_are_counted(read: Read) -> None:
    found = lines()
    found[10], found[20] = "2020-01-10", f"{DAYS[19]},3,4,5"
    data = read(text(found))
    assert {"data.forecasting.ragged", "data.forecasting.filled_interpolate"} <= {
        finding.code for finding in data.report.findings
    }
    assert len(data.times) == 120


def test_question_marks_count_as_missing(read: Read) -> None:
    found = lines()
    found[30] = f"{DAYS[29]},?0.2"
    found[31] = f"{DAYS[30]},?"
    data = read(text(found))
    assert np.isfinite(data.values).all()
    assert any(finding.code == "data.forecasting.filled_interpolate" for finding in data.report.findings)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_are_found(read: Read, encoding: str) -> None:
    data = read("\n".join(lines(header="日期,温度")).encode(encoding))
    assert data.preprocessing.target == "温度"


def test_decimal_commas_and_semicolons_are_found(read: Read) -> None:
    data = read(text(lines(pattern="{day};{value},25")))
    assert data.values[:3, 0].tolist() == [0.25, 1.25, 2.25]


def test_thousands_are_read(read: Read) -> None:
    data = read(text(lines(pattern='{day},"1,23{value}.5"')))
    assert data.values[:2, 0].tolist() == [1230.5, 1231.5]


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%d %b %Y"])
def test_dates_of_many_forms_are_read(read: Read, form: str) -> None:
    found = [f"{day.item():{form}},{number % 10}" for number, day in enumerate(DAYS)]
    data = read(text(["date,value", *found]))
    assert (str(np.datetime64(int(data.times[40]), "us"))[:10], len(data.times)) == (str(DAYS[40]), 120)


def test_unsorted_and_doubled_rows_are_put_in_order(read: Read) -> None:
    found = lines()
    body = found[1:]
    data = read(text([found[0], *reversed(body), body[5]]))
    assert (np.diff(data.times) > 0).all()
    assert {"data.forecasting.unsorted", "data.forecasting.doubled_mean"} <= {
        finding.code for finding in data.report.findings
    }


def test_ten_thousand_columns_take_the_first_ones(read: Read) -> None:
    header = ",".join(["day", *(f"c{number}" for number in range(10_000))])
    rows = [",".join([str(day), *([str(number % 7)] * 9_999), str(number % 5)]) for number, day in enumerate(DAYS)]
    data = read(text([header, *rows]))
    assert data.input_shape[1] == 33
    assert any(finding.code == "data.forecasting.aside_many" for finding in data.report.findings)


def test_a_table_with_labels_is_rather_something_else(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text,label\n" + "\n".join(f"Message {n},spam" for n in range(40)), encoding="utf-8")
    assert recognise_kind(path) != "forecasting"
