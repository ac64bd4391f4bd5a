"""Words that column names are made of, and what they tell about the column."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ID_WORDS = frozenset({"id", "ids", "uuid", "guid", "key", "code", "no", "nr", "ref", "index", "rowid", "sku", "iban"})
ID_TOGETHER = ("customerid", "userid", "clientid", "accountid", "orderid", "memberid", "customerno", "accountno")
NUMBERING_WORDS = frozenset({"code", "no", "nr"})
PLACE_CODE_WORDS = frozenset({"zip", "zipcode", "postal", "postcode", "plz", "phone", "telephone", "mobile", "fax"})
POSITION_WORDS = frozenset({"lat", "latitude", "lon", "lng", "longitude"})
CODE_WORDS = _set(
    """
    channel region type class group segment cluster category status gender sex city state country
    county store branch browser systems system os device platform product plan education marital
    occupation job month weekday quarter hour day mode method market department division label
    target tier area district
    """
)
COUNTING_WORDS = frozenset({"num", "number", "count", "total", "sum", "avg", "average", "mean", "n"})
QUANTITY_WORDS = _set(
    """
    age year years month months day days hour hours count num number amount total sum qty quantity
    score rating frequency visits visit purchases orders items spend spending spent income salary
    revenue sales price cost value balance tenure recency duration rate rates ratio pct percent avg
    mean kids children dependents points satisfaction nps sessions clicks logins employees size
    distance weight height discount profit margin
    """
)

CUSTOMER_WORDS = _set(
    """
    customer client user account member donor patient student household buyer subscriber visitor guest kunde
    company supporter pupil person contact shopper cust
    """
)
ORDER_WORDS = _set("order invoice receipt basket transaction ticket booking bill gift donation visit")
EVENT_DAY_WORDS = ORDER_WORDS | _set("date day time purchase event timestamp created")
OTHER_DAY_WORDS = _set("birth ship due end signup")
MONEY_WORDS = _set("amount total sales revenue value spend spent paid payment turnover gmv fee usd eur gbp")
NOT_MONEY_WORDS = _set("discount tax profit margin cost shipping income rating balance limit percentage")
MEASURE_WORDS = _set(
    """
    age year years month months day days hour hours minute minutes min mins second seconds duration length count num
    number quantity qty units items pieces score points mark marks grade grades level frequency visits sessions logins
    clicks pages views users seats weight height temperature bmi pressure pulse size distance km kids children
    dependents employees
    """
)
"""What a number measures that is no money."""
PRODUCT_WORDS = _set("category product line department brand shelf cause article genre")
STATE_WORDS = _set("status state type event action kind stage attendance attended outcome")
CAME_WORDS = _set("attended attendance present came")
MISSED_WORDS = _set("cancelled canceled absent missed noshow")
CURRENCY_WORDS = _set("currency ccy")
ITEM_WORDS = _set("quantity qty units items pieces")
AVERAGED_WORDS = _set("rate ratio score rating price age satisfaction percent pct share avg average mean")
PRICE_WORDS = _set("price unitprice")


def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a column name: ``"customerID"`` → ``("customer", "id")``."""
    return tuple(piece.lower() for piece in _PIECE.findall(str(name)))


def names_an_id(name: str) -> bool:
    """Whether the name says that the column identifies rows."""
    parts = words(name)
    if not parts or (parts[-1] in NUMBERING_WORDS and not PLACE_CODE_WORDS.isdisjoint(parts)):
        return False  # a postal code or a phone no. names a place, not a row
    return parts[-1] in ID_WORDS or parts[0] in {"id", "uuid", "guid"} or "".join(parts).endswith(ID_TOGETHER)


def names_a_customer(name: str) -> bool:
    """Whether the name speaks of a customer, as "CustomerID" and "member no" do."""
    parts = words(name)
    return not CUSTOMER_WORDS.isdisjoint(parts) or "".join(parts).endswith(("customerid", "userid", "clientid"))


def names_a_code(name: str) -> bool:
    """Whether the name speaks of a kind of thing and not of how much of it.

    The last word decides ("store_visits" counts, "visit_store" names).
    """
    parts = words(name)
    if parts and parts[0] in COUNTING_WORDS:
        return False
    for word in reversed(parts):
        if word in CODE_WORDS:
            return True
        if word in QUANTITY_WORDS:
            return False
    return False


def names_a_quantity(name: str) -> bool:
    """Whether some word of the name is a measure ("membership_years", "spending score")."""
    return not QUANTITY_WORDS.isdisjoint(words(name))


def human(name: str) -> str:
    """The column name as words: ``"last_purchase_amount"`` → ``"last purchase amount"``."""
    text = re.sub(r"[_\s]+", " ", str(name)).strip()
    if text != str(name) or text.islower() or not re.search(r"[a-z][A-Z]", text):
        return text
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
