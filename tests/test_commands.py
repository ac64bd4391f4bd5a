"""The door from a shell: the same reader, the same dataset, one sentence where it does not work."""

import io
import json

import pytest

from portal.__main__ import main
from portal.services import arrivals, datasets
from tests.importing.books import write_xlsx

ROWS = "customer_id,age,plan\n" + "".join(f"c{i},{20 + i % 30},{'?' if i % 7 == 0 else 'pro'}\n" for i in range(50))


@pytest.fixture
def shell(settings, ws, monkeypatch, capsys):
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def customers(tmp_path):
    path = tmp_path / "my_customers.csv"
    path.write_text(ROWS)
    return path


def test_a_file_becomes_the_dataset_that_an_upload_of_it_is(shell, ws, customers):
    code, out, err = shell("import", customers)
    assert (code, err) == (0, "")
    arrived = arrivals.receive(ws, io.BytesIO(ROWS.encode()), name="my_customers.csv", length=None)
    assert out.splitlines()[0] == f"dataset  {arrived.id}"
    assert arrivals.known(ws, arrived).name == "My customers"
    assert "rows     50" in out
    assert "“?” in 8 cells of “plan”" in out
    assert ws.artifacts.has(datasets.file_key(arrived.id))


def test_json_says_everything(shell, customers):
    told = json.loads(shell("import", customers, "--json")[1])
    assert (told["rows"], told["known"]) == (50, False)
    assert [(c["name"], c["kind"], c["role"]) for c in told["columns"]] == [
        ("customer_id", "text", "id"), ("age", "number", "variable"), ("plan", "category", "descriptor")
    ]  # fmt: skip
    assert told["report"]["encoding"]
    assert {f["kind"] for f in told["findings"]} >= {"missing word", "id"}
    assert json.loads(shell("import", customers, "--json")[1])["known"] is True


def test_choices_make_another_table(shell, ws, customers):
    first = json.loads(shell("import", customers, "--json")[1])["dataset"]
    other = json.loads(shell("import", customers, "--json", "--no-header")[1])
    assert other["dataset"] != first
    assert other["rows"] == 51
    assert datasets.info(ws, other["dataset"]).choices == {"header": False}
    code, out, _ = shell("datasets")
    assert (code, len(out.splitlines())) == (0, 2)
    assert {one["dataset"] for one in json.loads(shell("datasets", "--json")[1])} == {first, other["dataset"]}


@pytest.mark.parametrize(
    ("content", "said"), [(None, "There is no file"), (b"", "is empty"), (b"\x7fELF" + bytes(range(256)) * 40, "")]
)
def test_what_is_no_table_is_one_sentence_and_exit_code_2(shell, tmp_path, content, said):
    path = tmp_path / "thing.csv"
    if content is not None:
        path.write_bytes(content)
    code, out, err = shell("import", path)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_sheet_can_be_chosen_and_an_unknown_one_names_the_others(shell, tmp_path):
    path = tmp_path / "book.xlsx"
    one = [["name", "age"], *[[f"n{i}", 20 + i] for i in range(30)]]
    two = [["shop", "sales"], *[[f"s{i}", 100 * i] for i in range(20)]]
    write_xlsx(path, {"People": one, "Shops": two})
    code, out, _ = shell("import", path, "--sheet", "Shops", "--json")
    told = json.loads(out)
    assert (code, told["rows"], told["report"]["sheets"]) == (0, 20, ["Shops"])
    code, out, err = shell("import", path, "--sheet", "Nowhere")
    assert (code, out) == (2, "")
    assert "There is no sheet “Nowhere”. The workbook has: People, Shops." in err


def test_the_report_says_what_was_inferred_and_why(shell, tmp_path):
    path = tmp_path / "kunden.csv"
    path.write_text("id;umsatz;;umsatz\r\n" + "".join(f"k{i};1.{i:03},50 €;{i};x{i}\r\n" for i in range(30)))
    code, out, _ = shell("import", path)
    assert code == 0
    assert "line ends CRLF" in out
    assert "“umsatz” is decimal numbers" in out
    assert "decimal comma" in out
    assert "Column 3 is called “unnamed_3” here: it had no name." in out
    assert "Column 4 is called “umsatz_2” here: another column has this name." in out


def test_a_sheet_of_a_file_without_sheets_is_one_sentence(shell, customers):
    code, out, err = shell("import", customers, "--sheet", "January")
    assert (code, out) == (2, "")
    assert err == "The file is no workbook, so it has no sheet “January”. Leave the sheet out.\n"
