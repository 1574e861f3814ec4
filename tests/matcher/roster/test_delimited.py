"""Cells and lines against the standard library's reader, which is slow and careful."""

import contextlib
import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import RosterError
from matcher.roster.cells import cut_rows
from matcher.roster.delimited import read_delimited
from matcher.roster.encoding import decode
from matcher.roster.source import Source

CELLS = st.text(alphabet='ab1 ,;"\n|é', max_size=8)


def source_of(text):
    return Source("x.csv", "", text.encode(), "text", "")


def write(rows, delimiter, end):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(["id", "name", "note", "more"])
    writer.writerows(rows)
    return stream.getvalue()


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_writer_wrote_is_read_back_with_its_lines(cells, delimiter, end):
    rows = [(f"k{i}", *row) for i, row in enumerate(cells)]
    text = write(rows, delimiter, end)

    table = read_delimited(source_of(text))

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    starts, at = [], 0
    for _ in reader:
        starts.append(at + 1)
        at = reader.line_num
    where = {f"k{i}": line for i, line in enumerate(starts[1:])}
    read = zip(*(column.to_pylist() for column in table.columns), strict=True)
    for line, row in zip(table.lines.tolist(), read, strict=True):
        wanted = rows[int(row[0][1:])]
        assert line == where[row[0]]
        assert [cell or "" for cell in row] == [c.replace("\r\n", "\n") for c in wanted]
    refused = {refusal.line for refusal in table.refused}
    assert len(table.lines) + len(refused & set(where.values())) == len(rows)


@given(st.text(alphabet='ab,"\n', max_size=60))
def test_every_line_is_accounted_for_whatever_the_text(text):
    rows = cut_rows(text.encode(), ",", 3, 2)

    lines = sorted([*rows.lines.tolist(), *(refusal.line for refusal in rows.refused)])
    assert len(set(lines)) == len(lines)
    assert all(2 <= line <= 2 + text.count("\n") for line in lines)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoding(data):
    with contextlib.suppress(RosterError):
        decode(data + b"\n", "x").data.decode("utf-8")


@given(st.text(alphabet='ab ,"\n', max_size=60), st.sampled_from(["\n", "\r\n"]))
def test_the_fast_way_agrees_with_the_careful_one(text, end):
    rows = "".join(f"k{i},x,y\n" for i in range(30))
    body = f"k,l,m\n{text}\n{rows}"

    careful = cut_rows(body.encode(), ",", 3, 2)
    table = read_delimited(source_of("id,name,note\n" + body.replace("\n", end)))

    assert table.lines.tolist() == careful.lines.tolist()
    assert {r.line for r in table.refused} == {r.line for r in careful.refused}
    for one, other in zip(table.columns, careful.columns, strict=True):
        texts = [cell and cell.replace("\r\n", "\n") for cell in one.to_pylist()]
        assert texts == other.to_pylist()


LINES = (
    *("a,b,c", '"a, b",b,c', 'a"b,c,d', '"a,b,c', 'a,b"', '"a', 'b",c,d', "a,b", ""),
    *("x", 'a,"b""c",d', '"a" b,c,d', "a,b,c,d", '"a",b,"c"', 'a, "b, c",d'),
    '""a"",b,c',
)


@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_doubtful_lines_among_clean_ones_are_cut_as_if_all_were_doubtful(lines, end):
    clean = [f'k{i},"x, y",z' for i in range(30)]
    body = "\n".join([*clean[:15], *lines, *clean[15:]]) + "\n"

    careful = cut_rows(body.encode(), ",", 3, 2)
    table = read_delimited(source_of("id,name,note\n" + body.replace("\n", end)))

    assert table.lines.tolist() == careful.lines.tolist()
    assert set(careful.refused) == set(table.refused)
    assert set(careful.repairs) == set(table.repairs)
    for one, other in zip(table.columns, careful.columns, strict=True):
        texts = [cell and cell.replace("\r\n", "\n") for cell in one.to_pylist()]
        assert texts == other.to_pylist()


def test_a_space_before_a_quotation_mark_does_not_cut_the_cell():
    table = read_delimited(source_of('id, "name", note\n1, "a, b", c\n2, d, e\n'))

    assert table.refused == ()
    assert table.names == ("id", "name", "note")
    assert table.columns[1].to_pylist()[0] == "a, b"
