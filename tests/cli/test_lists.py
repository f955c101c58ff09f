"""`carmail list`: save, show, delete, and what happens to names that nobody knows."""

from tests.cli.conftest import Counter


def test_a_list_is_saved_by_criteria_shown_and_forgotten(counter: Counter) -> None:
    counter.client("Adam", family="Particuliers")
    counter.client("Bastin", family="Sociétés")
    saved = counter.run("list", "save", "Privés", "--family", "particuliers")
    assert saved.status == 0 and "1 client" in saved.out

    counter.client("Collard", family="Particuliers")
    shown = counter.run("list", "show", "PRIVES", "--json")
    assert [record["name"] for record in shown.records] == ["Adam"]

    (listed,) = counter.run("list", "--json").records
    assert (listed["name"], listed["count"]) == ("Privés", 1)
    assert "Privés" in counter.run("list").out

    assert counter.run("list", "delete", "prives").status == 0
    assert counter.run("list").out == ""
    assert counter.run("clients", "--count").out == "3\n"


def test_saving_again_replaces_the_list_and_no_criteria_means_everyone(counter: Counter) -> None:
    counter.client("Adam", family="A")
    counter.client("Bastin", family="B")
    counter.run("list", "save", "Tous", "--family", "a")
    (record,) = counter.run("list", "save", "tous", "--json").records
    assert record["count"] == 2
    assert len(counter.run("list", "--json").records) == 1


def test_a_list_nobody_knows_is_answered_with_those_there_are(counter: Counter) -> None:
    assert "carmail list save" in counter.run("list", "show", "Hiver").err
    counter.client("Adam")
    counter.run("list", "save", "Pneus hiver")
    for verb in ("show", "delete"):
        answer = counter.run("list", verb, "Pneu hiver")
        assert (answer.status, answer.out) == (2, "")
        assert "Pneus hiver" in answer.err


def test_nobody_matching_leaves_a_list_as_it_was(counter: Counter) -> None:
    counter.client("Adam", family="A")
    counter.run("list", "save", "L")
    answer = counter.run("list", "save", "L", "--promotions", "no")
    assert (answer.status, answer.out) == (3, "")
    assert len(counter.run("list", "show", "L", "--json").records) == 1


def test_a_name_without_letters_or_a_wrong_criterion_saves_nothing(counter: Counter) -> None:
    counter.client("Adam", family="A")
    assert counter.run("list", "save", "!?").status == 2
    assert counter.run("list", "save", "L", "--family", "Z").status == 2
    assert counter.run("list").out == ""
