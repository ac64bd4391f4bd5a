"""Amounts under several signs are counted by sign."""

from portal.importing.signs import signs


def test_amounts_are_counted_by_sign():
    cells = {"$1.50": 3, "€ 2,50": 2, "-3": 1, "4 %": 1, "(USD 1,000)": 1, "EUR": 5, "red": 1}
    assert signs(cells) == {"$": 3, "€": 2, "": 1, "%": 1, "USD": 1}


def test_words_are_no_amounts():
    assert signs({"A12": 1, "12 apples": 1, "SKU123": 1, "ABC 9": 1, "": 1}) == {}
