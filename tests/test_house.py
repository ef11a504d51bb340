"""The house rules of the project, held by reading its own source."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import __main__, changed, declared, domain, errors, load, paths

PROJECT = paths.PROJECT
PIPELINES = sorted(paths.PACKAGE.rglob("*.py"))
PAGES = sorted((PROJECT / "pages").glob("*.py"))
PARTS = sorted((PROJECT / "pages" / "parts").glob("*.py"))
CODE = [PROJECT / "app.py", *PIPELINES, *PAGES, *PARTS]
SQL = sorted(paths.SQL.rglob("*.sql"))
ROOMS = {"pipelines", "pages", "app", "tests"}


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imports(path: Path) -> set[str]:
    """Every module a file imports, `from a import b` as a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def of_the_project(path: Path) -> set[str]:
    return {module for module in imports(path) if module.split(".")[0] in ROOMS}


def within(modules: set[str], allowed: tuple[str, ...]) -> set[str]:
    """The modules that are outside what is allowed."""
    return {one for one in modules if not one.startswith(allowed)}


def test_there_is_something_to_look_at():
    assert len(PIPELINES) > 15 and len(PAGES) >= 4 and len(PARTS) >= 5 and len(SQL) > 30


@pytest.mark.parametrize("path", PIPELINES, ids=name)
def test_the_pipeline_knows_nothing_of_the_pages(path):
    outside = {module.split(".")[0] for module in imports(path)}
    assert not outside & {"streamlit", "altair", "pandas", "pages", "app", "tests"}


@pytest.mark.parametrize("module", ["paths", "errors", "domain"])
def test_the_foundations_import_nothing_of_the_project(module):
    assert of_the_project(paths.PACKAGE / f"{module}.py") == set()


def test_the_app_imports_the_parts_only():
    assert within(of_the_project(PROJECT / "app.py"), ("pages.parts",)) == set()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_imports_streamlit_and_the_parts_only(path):
    assert within(of_the_project(path), ("pages.parts",)) == set()
    others = {module.split(".")[0] for module in imports(path)} - ROOMS - set(sys.stdlib_module_names)
    assert others <= {"streamlit"}


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_the_parts_reach_the_pipeline_by_its_doors_only(path):
    doors = ("reads", "as_at", "comparison", "glossary", "likeness", "local_reads", "authorities", "quality", "domain",
             "errors", "export", "datasets", "jobs", "paths", "sentences", "briefing", "caseload", "windows",
             "changed", "digest", "keeping", "panel", "places", "proof", "shares", "training", "flagged_list",
             "judgements", "relevant_support", "scores", "finding")  # fmt: skip
    doors = tuple(f"pipelines.{door}" for door in doors)
    assert within(of_the_project(path), ("pages.parts", *doors)) == set()
    assert "duckdb" not in {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", [PROJECT / "app.py", *PAGES, *PARTS], ids=name)
def test_no_sql_outside_the_pipeline(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|\bserved\.\w+\.", node.value, re.S), node.value[
                :60
            ]


def test_the_version_is_said_once_and_is_the_newest_of_the_change_log():
    newest = re.search(r"^## (\S+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]
    assert paths.version() == newest
    assert [name(path) for path in CODE if newest in path.read_text(encoding="utf-8")] == []


def test_the_app_and_its_pages_are_short():
    assert len((PROJECT / "app.py").read_text().splitlines()) < 60
    assert {name(path): n for path in PAGES if (n := len(path.read_text().splitlines())) > 120} == {}


def test_there_is_no_cupboard_for_odds_and_ends():
    assert {path.stem for path in CODE} & {"utils", "util", "helpers", "misc", "common"} == set()
    assert {name(path): n for path in CODE if (n := len(path.read_text().splitlines())) > 400} == {}


# --- SQL --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SQL, ids=name)
def test_an_sql_file_says_what_it_is_and_is_one_select(path):
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- \S.{15,}", text), "it begins with a comment"
    code = re.sub(r"--[^\n]*|'[^']*'", "", text)
    assert re.match(r"\s*(WITH|SELECT)\b", code) and ";" not in code
    if "WITH " in code and path.parent.name in ("staging", "mart"):
        assert re.search(r"\bfinal AS \(", code), "its last step is named final"


@pytest.mark.parametrize("path", [path for path in SQL if path.parent.name in ("staging", "as_at", "mart")], ids=name)
def test_a_table_says_its_grain_or_key(path):
    comment = "".join(re.findall(r"^--.*$", path.read_text(encoding="utf-8"), re.M)).lower()
    assert re.search(r"one row|which releases|dates that", comment)


def test_every_sql_file_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in PIPELINES)
    unused = [
        name(path) for path in SQL
        if path.parent.name != "checks" and not re.search(rf"[\"']{path.stem}[\"']", source)
        and not path.stem.startswith("export_")
    ]  # fmt: skip
    assert unused == []


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in CODE if path.read_text().strip()], ids=name)
def test_modules_and_public_functions_say_what_they_are(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or path == paths.PACKAGE / "__init__.py"
    silent = [
        node.name for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        and not ast.get_docstring(node)
        # An error class says what it means in `meaning`.
        and not (isinstance(node, ast.ClassDef) and path.name == "errors.py")
    ]  # fmt: skip
    assert silent == []


def test_every_error_says_what_it_means():
    for kind in errors.MonitorError.__subclasses__():
        assert kind.meaning != errors.MonitorError.meaning, kind.__name__


def text_of(*names: str) -> str:
    return " ".join(" ".join((PROJECT / one).read_text(encoding="utf-8").split()) for one in names)


def verbs() -> dict:
    (found,) = [action for action in __main__._parser()._actions if isinstance(action.choices, dict)]
    return found.choices


def test_the_readme_names_every_verb_and_its_options():
    text = text_of("README.md")
    for verb, parser in verbs().items():
        assert f"pipelines {verb}" in text, verb
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert option in text, (verb, option)


def test_the_readme_names_every_exit_code():
    text = text_of("README.md")
    for code, meaning in errors.EXIT_CODES.items():
        assert re.search(rf"\b{code}\b[^a-z0-9]{{1,12}}{re.escape(meaning)}", text), (code, meaning)


def test_the_method_names_every_parameter_with_its_value():
    text = text_of("METHOD.md")
    for row in declared.rows("parameters"):
        assert re.search(rf"`?{row['parameter']}`?[^a-z]{{1,12}}{re.escape(row['value'])}\b", text), row["parameter"]


def test_the_method_names_every_label_flag_tier_and_family():
    text = text_of("METHOD.md").lower()
    words = [row["label"] for row in declared.rows("labels")] + [row["flag"] for row in declared.rows("flags")]
    assert [word for word in (*words, *domain.TIERS, *domain.BANDS, *domain.FAMILIES) if word not in text] == []


def test_the_method_names_every_kind_of_change_and_outcome():
    text = text_of("METHOD.md")
    for row in declared.rows("changes"):
        assert f"| {row['kind']} | {row['meaning']} |" in text, row["kind"]
    assert [outcome for outcome in changed.OUTCOMES if f"| {outcome} |" not in text] == []


def test_the_declared_labels_and_tiers_are_those_of_the_code():
    assert tuple(row["label"] for row in declared.rows("labels")) == domain.LABELS
    assert tuple(row["tier"] for row in declared.rows("tiers")) == domain.TIERS


def test_every_declared_table_is_read_by_something():
    source = "".join(path.read_text(encoding="utf-8") for path in [*PIPELINES, *SQL])
    unused = [
        path.stem for path in paths.DECLARED.glob("*.csv")
        if f'"{path.stem}"' not in source and f"declared_{path.stem}" not in source
    ]  # fmt: skip
    assert unused == []


def test_every_declared_parameter_is_used_by_the_sql():
    source = "".join(path.read_text(encoding="utf-8") for path in SQL)
    assert [row["parameter"] for row in declared.rows("parameters") if f"${row['parameter']}" not in source] == []


# --- files ------------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    """What git knows or would take, the ignored left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [PROJECT / one for one in listed.stdout.split("\0") if one and (PROJECT / one).is_file()]


def test_no_file_names_a_path_of_a_machine():
    """Homes, workshops and temporary folders of whoever wrote it; a test may name what it forbids."""
    pattern = re.compile(rb"(?<![\w.])/(?:home|Users|root|work|tmp|mnt|opt)/[A-Za-z0-9]|[A-Z]:\\\\Users")
    found = [
        name(path) for path in tracked()
        if path.suffix not in (".png", ".ico", ".woff2") and path != Path(__file__)
        and pattern.search(path.read_bytes())
    ]  # fmt: skip
    assert found == []


def test_no_generated_or_real_data_is_tracked():
    for path in tracked():
        assert path.suffix not in (".duckdb", ".wal", ".parquet", ".pyc"), name(path)
        assert path.suffix not in load.SUFFIXES[1:] or path.parent.name == "golden", name(path)
        assert path.stat().st_size < 2_000_000, name(path)
        assert "data/" not in name(path) or path.suffix in (".md", ".gitkeep", ".gitignore"), name(path)


def test_what_is_required_is_pinned_with_a_reason():
    for line in (PROJECT / "requirements.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            assert re.fullmatch(r"[a-z0-9-]+==[\w.]+ +# \S.{8,}", line), line


@pytest.mark.parametrize("what", [["check"], ["format", "--check"]])
def test_ruff_finds_nothing(what):
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *what, "--no-cache", "."], cwd=PROJECT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-3000:]
