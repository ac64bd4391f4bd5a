"""What a single cell looks like: the patterns that headers, samples and whole columns are judged by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BLANK_WORDS: Final = """
na n/a n.a. nan null (null) nil none - -- --- . ? ?? unknown unk missing undefined
#n/a #na #null! #value! #div/0! #ref! #name? #num! (blank) (missing) <na> tbd \\n
"""
_BLANK_PHRASES: Final = """
not available, not applicable, not known, not specified, not provided, not given, no data, no answer, n/v
unbekannt, nicht bekannt, keine angabe, keine angaben, k.a., k. a., k.a, k/a, ohne angabe, n.v., #nv, #wert!, #bezug!
inconnu, inconnue, non renseigné, non renseignée, non communiqué, non précisé, #valeur!, #n/d, n/d, n.d.
desconocido, desconocida, sin dato, sin datos, sin información, no disponible, no especificado, no informado, #¡valor!
desconhecido, desconhecida, não informado, não informada, nao informado, sem informação, não disponível
sconosciuto, sconosciuta, non disponibile, non specificato, non indicato
onbekend, niet bekend, n.v.t., nvt, okänd, okänt, saknas, uppgift saknas, ukjent, ukendt, ikke oppgitt, ikke oplyst
tuntematon, ei tiedossa, brak, brak danych, nieznany, nieznana, nieznane, b.d., neznámý, neuvedeno, ismeretlen
неизвестно, нет данных, не указано, н/д, bilinmiyor, belirtilmemiş
不明, なし, 無し, 該当なし, 未回答, 未入力, 未知, 无, 無, 未填写, 알 수 없음, 없음, غير معروف
"""
MISSING_WORDS: Final = frozenset(_BLANK_WORDS.split()) | {
    phrase.strip() for line in _BLANK_PHRASES.strip().splitlines() for phrase in line.split(",")
}
CURRENCIES: Final = (
    "R$", "US$", "$", "€", "£", "¥", "￥", "円", "元", "₹", "₽", "₩", "₺", "₪", "฿", "₫", "kr", "zł", "Kč", "Ft",
    "Rs.", "Rs", "SFr.", "Fr.",
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR",
    "BRL", "ZAR", "CNY", "MXN", "TRY",
)  # fmt: skip
BOOLEANS: Final = tuple(
    (frozenset({yes}), frozenset({no}))
    for yes, no in (("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("ja", "nein"), ("ja", "nej"),
                    ("oui", "non"), ("はい", "いいえ"), ("on", "off"),
                    ("sí", "no"), ("si", "no"), ("sim", "não"), ("wahr", "falsch"), ("vrai", "faux"))
)  # fmt: skip
_CURRENCY: Final = "|".join(re.escape(c) for c in CURRENCIES)
NO_CENTS: Final = r"[-–—]{1,2}"
_SPACES: Final = "\u0020\u00a0\u202f\u2009"
# The first group of a number with thousands never begins with 0; the Indian grouping 12,34,567 counts.
_GROUPS: Final = {
    "": r"\d+",
    ",": r"(?:[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}|\d+)",
    ".": r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)",
    " ": rf"(?:[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+|\d+)",
    "'": r"(?:[1-9]\d{0,2}(?:['’]\d{3})+|\d+)",
}


@dataclass(frozen=True, slots=True)
class Notation:
    """How the numbers of a column are written."""

    decimal: str = "."
    thousands: str = ""
    currency: str = ""
    percent: bool = False

    @property
    def unit(self) -> str:
        """The sign that all its cells carry."""
        return "%" if self.percent else self.currency

    def pattern(self, whole: bool = False) -> str:
        """A regular expression (for RE2 and `re` alike) that a readable cell matches as a whole."""
        mark, groups = re.escape(self.decimal), _GROUPS[self.thousands]
        # A dash after the mark, as in 45.- or 45,–, says that there are no cents.
        core = (
            groups
            if whole
            else rf"(?:{groups}{mark}{NO_CENTS}|(?:{groups}(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d{{1,3}})?)"
        )
        sign, outside = r"[+\-−]?", ""
        if self.percent:
            body = rf"{sign}\s*{core}[{_SPACES}]*%"
        elif self.currency:
            money = re.escape(self.currency)
            body = rf"{sign}\s*(?:{money})?[{_SPACES}]*{sign}{core}[{_SPACES}]*(?:{money})?\s*-?"
            outside = rf"|(?:{money})[{_SPACES}]*\([{_SPACES}]*{core}[{_SPACES}]*\)"
        else:
            body = rf"{sign}{core}-?"
        return rf"^(?:\({body}\)|{body}{outside})$"

    def plain(self) -> bool:
        """Whether a C parser reads these numbers as they are."""
        return self == Notation()


_MARKS: Final = ((".", ""), (".", ","), (",", "."), (",", " "), (".", " "), (".", "'"))
NOTATIONS: Final = tuple(Notation(decimal, thousands) for decimal, thousands in _MARKS)
_NUMBER: Final = re.compile(
    rf"\(?[+\-−]?\s*(?:{_CURRENCY})?[{_SPACES}]*[+\-−(]?(?:\d[\d.,'’{_SPACES}]*|[.,]\d+)(?:[eE][+-]?\d+)?"
    rf"(?:{NO_CENTS})?[{_SPACES}]*(?:%|{_CURRENCY})?-?\)?"
)
_MONEY: Final = re.compile(
    rf"^\(?[+\-−]?\s*({_CURRENCY})[{_SPACES}]*[+\-−(]?[{_SPACES}]*[\d.,]"
    rf"|[\d.,](?:{NO_CENTS})?[{_SPACES}]*({_CURRENCY})-?\)?$"
)
_TIME: Final = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?"
)
_DATE: Final = re.compile(
    rf"(?:\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}|\d{{1,2}}([-/.])\d{{1,2}}\2(?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}[-/ .]+[A-Za-z]{{3,9}}\.?[-/ ,]+\d{{2,4}}|[A-Za-z]{{3,9}}\.? \d{{1,2}},? \d{{4}}){_TIME}"
)


def is_number(cell: str) -> bool:
    """Whether a cell is a number in any notation."""
    return bool(_NUMBER.fullmatch(cell))


def is_date(cell: str) -> bool:
    """Whether a cell is a date in any of the usual ways of writing one."""
    return bool(_DATE.fullmatch(cell))


def is_missing_word(cell: str) -> bool:
    """Whether a cell is a word that usually stands for nothing."""
    return cell.casefold() in MISSING_WORDS


def money_of(cell: str) -> str:
    """The currency sign that a cell carries, or nothing."""
    found = _MONEY.search(cell)
    return (found[1] or found[2]) if found else ""
