"""What the browser knows on Explore."""

from portal.services import exploring
from portal.ui.explore.ids import Id

DEFAULT = ["income", "spending_score", "gender"]
FEMALE = '[["gender",["Female"]]]'


def shown(dataset, where=None, theme="light"):
    return {f"{Id.DATASET}.data": dataset.id, f"{Id.FILTERS}.data": where, "mirror-theme.data": theme}


def graphs(dataset):
    places = [place for place, column in enumerate(dataset.columns) if column in exploring.drawable(dataset)]
    parts = ("", "-title", "-reading", "-foot")
    return {f"explore-shape{part}": [{"type": f"explore-shape{part}", "column": at} for at in places] for part in parts}
