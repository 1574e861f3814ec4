"""Bytes of a file: unpacked within bounds, and what kind of file they are."""

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import RosterError

MAX_BYTES = 2 << 30  # unpacked; about 15 million rows
FREE_BYTES = 64 << 20  # below this, no compression ratio is suspicious
MAX_RATIO = 200  # tables of text shrink 5 to 50 times

SIGNATURES = (
    (b"PAR1", "Parquet"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
)
CONTENT = re.compile(rb"[^ \t\r\n\x00\xef\xbb\xbf\xff\xfe\x1a]")
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<style")


@dataclass(frozen=True, slots=True)
class Source:
    """The content of one file.

    Attributes
    ----------
    name : str
        File name without its folder.
    sha256 : str
        Of the file as it lies on disk.
    data : bytes
        Unpacked content.
    kind : str
        "text", "Excel" or "Parquet".
    packing : str
        "", "gzip" or "zip".
    """

    name: str
    sha256: str
    data: bytes
    kind: str
    packing: str


def open_source(path: Path) -> Source:
    """Read a file, unpack it and tell what it is.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Source
        Content and kind; the content is not empty.

    Raises
    ------
    RosterError
        The file is missing, unreadable, empty, too large or no table.
    """
    packed = _read_bytes(path)
    data, packing = _unpack(packed, path.name)
    if not CONTENT.search(data):
        msg = f"{path.name} is empty; it needs a header line and rows below it."
        raise RosterError(msg)
    return Source(
        name=path.name,
        sha256=hashlib.sha256(packed).hexdigest(),
        data=data,
        kind=_kind(data, path.name),
        packing=packing,
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            msg = f"{path.name or path} is a folder; name the file in it."
            raise RosterError(msg)
        if not path.is_file() and path.exists():
            msg = f"{path.name} is not a regular file; save it to disk first."
            raise RosterError(msg)
        if path.stat().st_size > MAX_BYTES:
            msg = f"{path.name} is larger than {MAX_BYTES >> 30} GiB; split it."
            raise RosterError(msg)
        return path.read_bytes()
    except FileNotFoundError:
        msg = f"There is no file {path}; check the name and the folder."
        raise RosterError(msg) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a valid file name"
        msg = f"{path.name} cannot be read: {reason}."
        raise RosterError(msg) from None


def _unpack(data: bytes, name: str) -> tuple[bytes, str]:
    if data.startswith(b"\x1f\x8b"):
        return _gunzip(data, name), "gzip"
    if data.startswith(b"PK\x03\x04"):
        return _unzip(data, name)
    return data, ""


def size_limit(packed: int) -> int:
    """Say how large a roster may become when it is unpacked.

    Parameters
    ----------
    packed : int
        Bytes of the file.

    Returns
    -------
    int
        Bytes.
    """
    return min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * packed))


def too_large(name: str, limit: int) -> RosterError:
    """Name a file that unpacks to more than any roster does.

    Parameters
    ----------
    name : str
        Of the file.
    limit : int
        Bytes that it may have.

    Returns
    -------
    RosterError
        To be raised.
    """
    return RosterError(
        f"{name} unpacks to more than {limit >> 20} MiB, which no table of its packed "
        "size does; unpack it yourself and look inside."
    )


def _gunzip(data: bytes, name: str) -> bytes:
    limit, pieces, size = size_limit(len(data)), [], 0
    try:
        while data.startswith(b"\x1f\x8b"):
            stream = zlib.decompressobj(31)
            piece = stream.decompress(data, limit - size + 1)
            size += len(piece)
            if size > limit:
                raise too_large(name, limit)
            if not stream.eof:
                msg = (
                    f"{name} is cut short: its gzip packing has no end. Copy it again."
                )
                raise RosterError(msg)
            pieces.append(piece)
            data = stream.unused_data
    except zlib.error:
        msg = f"{name} is damaged: its gzip packing cannot be opened. Copy it again."
        raise RosterError(msg) from None
    return b"".join(pieces)


def _unzip(data: bytes, name: str) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > size_limit(len(data)):
                raise too_large(name, size_limit(len(data)))
            if {"[Content_Types].xml", "mimetype"} & {i.filename for i in infos}:
                return data, ""  # a workbook
            files = [info for info in infos if _is_content(info)]
            if len(files) != 1:
                msg = (
                    f"{name} packs {len(files)} files; one is expected. "
                    "Unpack it and name the one that is meant."
                )
                raise RosterError(msg)
            return _member(archive, files[0], name), "zip"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        msg = f"{name} is damaged: its zip packing cannot be opened. Copy it again."
        raise RosterError(msg) from None
    except RuntimeError:  # zipfile's word for a missing password
        msg = f"{name} is locked by a password; save it without one."
        raise RosterError(msg) from None


def _is_content(info: zipfile.ZipInfo) -> bool:
    last = info.filename.rsplit("/", 1)[-1]
    is_hidden = last.startswith(".") or info.filename.startswith("__MACOSX")
    return not (info.is_dir() or is_hidden)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    limit = size_limit(archive.fp.seek(0, io.SEEK_END) if archive.fp else 0)
    with archive.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise too_large(name, limit)
    return content


def _kind(data: bytes, name: str) -> str:
    kind = next((kind for start, kind in SIGNATURES if data.startswith(start)), "")
    if kind in {"Parquet", "Excel"}:
        return kind
    if data.startswith(b"PK\x03\x04"):
        return "Excel"
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(MARKUP):
        kind = "a web page or XML document, whatever its ending says"
    elif head.startswith((b'{"', b'[{"')) or head.split()[:2] == [b"[", b"{"]:
        kind = "JSON"
    if kind:
        msg = f"{name} is {kind}, not a table; save the table as CSV or Excel."
        raise RosterError(msg)
    return "text"
