"""How Today words the watched folder."""

from carmail_tui.documents.folder import FolderFault, FolderNews
from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count

_FAULTS = {
    FolderFault.FOLDER: N_("cannot be opened"),
    FolderFault.COMPANY: N_("whose are they?"),
}


def folder_fault_word(fault: FolderFault) -> str:
    """Why nothing of the folder is read, for a column."""
    return _(_FAULTS[fault])


def folder_words(news: FolderNews) -> tuple[str, str]:
    """What came from the folder, and what of it was not read."""
    words = ngettext(
        "{count} new document from the folder", "{count} new documents from the folder", news.new
    )
    text = words.format(count=format_count(news.new)) if news.new else _("Files in the folder")
    if not news.left_out:
        return text, ""
    left_out = ngettext("{count} not read", "{count} not read", news.left_out)
    return text, left_out.format(count=format_count(news.left_out))
