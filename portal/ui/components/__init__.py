"""The parts that pages are built of."""

from portal.ui.components.asking import confirm, confirm_modal, confirm_text, confirm_yes, name_dialog
from portal.ui.components.cards import CardPart, card_part, chart_card, graph
from portal.ui.components.fields import (
    NOTHING,
    Option,
    check_list,
    check_options,
    picker,
    segmented,
    select,
    select_options,
    text_field,
)
from portal.ui.components.heads import page_head, section, step
from portal.ui.components.params import limits, param, param_help, param_limits, param_row
from portal.ui.components.progress import elapsed_text, progress_line, progress_track
from portal.ui.components.segments import (
    colour,
    legend,
    seg_name,
    segment_card,
    share_bar,
    share_strip,
    size_bars,
    swatch,
)
from portal.ui.components.states import notice, skeleton, skeleton_lines, state_empty, state_error
from portal.ui.components.tables import Col, Row, hinted, save_as_csv, saved, tbl
from portal.ui.components.upload import dropzone, upload_answer
from portal.ui.components.verdicts import Verdict, verdict_chip

__all__ = [
    "NOTHING", "CardPart", "Col", "Option", "Row", "Verdict",
    "card_part", "chart_card", "check_list", "check_options", "colour",
    "confirm", "confirm_modal", "confirm_text", "confirm_yes", "dropzone", "elapsed_text", "graph", "hinted", "legend",
    "limits", "name_dialog", "notice", "page_head", "param", "param_help", "param_limits", "param_row", "picker",
    "progress_line", "progress_track", "save_as_csv", "saved", "section", "seg_name", "segment_card", "segmented",
    "select", "select_options", "share_bar", "share_strip", "size_bars", "skeleton", "skeleton_lines", "state_empty",
    "state_error", "step", "swatch", "tbl", "text_field", "upload_answer", "verdict_chip",
]  # fmt: skip
