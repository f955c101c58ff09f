"""A client list is imported and taken back by keys alone, in French, at 80x24."""

from pathlib import Path

from tests.terminal.conftest import Demo

LIST = (
    "Code client;Nom;Prénom;Code postal;Localité;E-mail;Remarques\n"
    "Z-9001;Quaregnon;Zoé;7390;Quaregnon;zoe.quaregnon@courriel.example;gentille\n"
    "Z-9002;Xhoffraix;Yves;4960;Malmedy;yves@@courriel.example;\n"
    ";;;;;;personne\n"
)


def test_a_list_comes_in_and_goes_again(demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "clients.csv").write_text(LIST, encoding="cp1252")
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    terminal.press("F2")
    terminal.wait(r"2.000 clients")
    terminal.press("i")
    terminal.wait(r"Importer.*\n.*\n Quoi +\[Clients\]")
    terminal.press("C-u")
    terminal.type(f"{folder}/")
    terminal.wait(r"clients\.csv +1 Ko")
    terminal.press("Down", "Enter")
    shown = terminal.wait(r"Rien n'est encore écrit\. F6 importe")
    for words in ("Importer des clients : clients.csv", "Remarques", "(pas reprise)", "3 lignes"):
        assert words in shown
    terminal.press("Tab", "Enter")
    terminal.wait(r"Nouveaux clients : 2")
    terminal.press("Escape")
    terminal.wait(r"Rien n'est encore écrit|Nouveaux clients +2")
    terminal.press("Down", "Enter")
    terminal.wait(r"Laissées de côté : 1\b[\s\S]*4 +personne")
    terminal.press("Escape")
    terminal.wait(r"3 lignes")
    terminal.press("F6")
    terminal.wait(r"2 importés ou modifiés\. u annule")
    terminal.press("F2")
    terminal.wait(r"2.002 clients")
    terminal.press("i")
    terminal.wait(r"clients\.csv +2 nouveaux, 0 modifiés")
    terminal.press("C-z")
    terminal.wait(r"Import annulé : 2 retirés, 0 comme avant\.")
    terminal.press("Escape")
    terminal.wait(r"2.000 clients")
