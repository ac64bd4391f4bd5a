"""The selection inspector of PCA, Compare and Explore: who was chosen, what sets them apart, kept as an audience."""

from portal.ui.inspector.saving import inspector, predicate_of
from portal.ui.inspector.shown import Told, told

__all__ = ["Told", "inspector", "predicate_of", "told"]
