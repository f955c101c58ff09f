"""What the panel of criteria says of each kind, and what else it can do."""

from carmail_tui.i18n import N_

HELP = {
    "postcodes": N_("For example: 4000-4999, 5000"),
    "inspection": N_("For example: 6s (weeks), 3m (months), 05/01, 01/12-05/01"),
    "came_since": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "came_before": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "registered": N_("For example: 2012, 2010-2015, 10a (the last ten years)"),
    "not_mailed": N_("For example: 30 (days), 3m (months), 01/09/2026"),
    "documents_since": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "documents_before": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "spent": N_("For example: 500 (at least), 500-2000, 500 12m (in the last twelve months), 500 2026"),
    "name": N_("A part of the name, as it is spelled or not"),
    "created_since": N_("For example: 2s (weeks ago), 01/11/2026"),
}
"""The criteria that are typed rather than ticked."""
KEPT, WRITTEN, APART = "kept", "written", "apart"
MORE = {
    KEPT: (N_("Filters under a name"), N_("Enter: take one up, or keep the present criteria under a name.")),
    WRITTEN: (N_("All of it as own filter"), N_("Enter: write all criteria as one expression.")),
    APART: (N_("Own filter into the panel"), N_("Enter: what has the form of a criterion goes there.")),
}
"""What else can be done, below the criteria."""
SPELLED = {"families", "types", "vehicle_types", "makes", "towns", "models", "fuels", "mailings"}
"""The kinds whose values are kept folded, and shown as they are usually spelled."""
