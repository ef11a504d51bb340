"""DEPLOYMENT.md, the Containerfile and the units in it say what is so: names, commands, paths, ports and settings."""

import configparser
import json
import re
import shlex
import tomllib

import pytest
from streamlit import config

from pipelines import __main__, as_at, caseload, declared, paths, publish
from tests.test_house import CODE, verbs

PAGE = (paths.PROJECT / "DEPLOYMENT.md").read_text(encoding="utf-8")
README = (paths.PROJECT / "README.md").read_text(encoding="utf-8")
CONTAINER = re.sub(r"\\\n\s*", "", (paths.PROJECT / "Containerfile").read_text(encoding="utf-8"))
STREAMLIT = tomllib.loads((paths.PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PORT = STREAMLIT["server"]["port"]
SIGN_IN = 4180  # oauth2-proxy's own
COMMANDS = [line.split("`")[0].strip() for line in re.findall(r"-m pipelines ([a-z].*)", PAGE)]
NGINX = re.search(r"```nginx\n(.*?)```", PAGE, re.S).group(1)
LOCATIONS = {name: " ".join(said.split()) for name, said in re.findall(r"location ([^{]+?) \{(.*?)\}", NGINX, re.S)}
UNITS = re.findall(r"```ini\n(.*?)```", PAGE, re.S)


def instructions(name: str) -> list[str]:
    """What follows each instruction of this name in the Containerfile."""
    return re.findall(rf"^{name} (.*)$", CONTAINER, re.M)


def environment() -> dict[str, str]:
    """The variables the Containerfile sets."""
    return dict(one.split("=", 1) for line in instructions("ENV") for one in line.split())


def unit(text: str) -> dict[str, list[str]]:
    """A systemd unit: the values of each key, which may be given more than once."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", text, re.M):
        found.setdefault(key, []).append(value)
    return found


def test_the_page_is_linked_from_the_readme():
    assert "](DEPLOYMENT.md)" in README


def test_every_variable_the_code_reads_is_named_and_no_other():
    read = {name for path in CODE for name in re.findall(r'"(SQM_\w+)"', path.read_text(encoding="utf-8"))}
    assert len(read) >= 5
    assert sorted(name for name in read if name not in README + PAGE) == []
    assert set(re.findall(r"SQM_\w+", PAGE + CONTAINER)) <= read


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_understood(command):
    words = shlex.split(command, comments=True)
    assert words[0] in verbs()
    assert __main__._parser().parse_args(words).verb == words[0]


def test_there_are_commands_to_understand():
    assert {command.split()[0] for command in COMMANDS} >= {"fetch", "build", "backtest", "local", "status"}


def test_every_setting_of_streamlit_is_one():
    known = config.get_config_options()
    named = set(re.findall(r"\b((?:server|browser)\.[a-z]\w+)", PAGE))
    assert "server.baseUrlPath" in named and named - set(known) == set()
    variables = {option.env_var for option in known.values()}
    said = set(re.findall(r"\bSTREAMLIT_\w+", PAGE + CONTAINER))
    assert said and said - variables == set()


@pytest.mark.parametrize("setting", ["server.address", "server.port", "browser.gatherUsageStats"])
def test_the_table_of_settings_says_what_the_file_says(setting):
    section, name = setting.split(".")
    value = re.search(rf"^\| `{re.escape(setting)}` \| (\S+) \|", PAGE, re.M).group(1)
    assert value == json.dumps(STREAMLIT[section][name]).strip('"')


@pytest.mark.parametrize("setting", ["server.enableCORS", "server.enableXsrfProtection", "server.maxUploadSize"])
def test_what_the_file_leaves_alone_is_as_the_page_says(setting):
    section, name = setting.split(".")
    assert name not in STREAMLIT[section]
    assert config.get_config_options()[setting].default_val == (200 if name == "maxUploadSize" else True)


def test_the_ports_agree():
    text = PAGE + CONTAINER
    ports = {int(port) for port in re.findall(r"(?:127\.0\.0\.1|localhost):(\d+)", text)}
    assert ports == {PORT, SIGN_IN}
    assert [int(port) for port in instructions("EXPOSE")] == [PORT] == [int(environment()["STREAMLIT_SERVER_PORT"])]
    assert f"-p 127.0.0.1:{PORT}:{PORT}" in PAGE


def test_what_the_container_copies_exists_and_is_all_the_product_needs():
    sources = {source for line in instructions("COPY") for source in line.split()[:-1]}
    assert {source for source in sources if not (paths.PROJECT / source).exists()} == set()
    assert sources == {"requirements.txt", "pyproject.toml", "app.py", ".streamlit", "pages", "pipelines"}
    order = [line for line in CONTAINER.splitlines() if "requirements.txt" in line]
    assert order[0].startswith("COPY") and order[1].startswith("RUN") and "-r requirements.txt" in order[1]
    # What is sent to be built from is the same list: never data/, which may hold local data.
    lines = (paths.PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*" and {line[1:] for line in lines if line.startswith("!")} == sources


def test_the_container_runs_as_somebody_without_rights_and_writes_to_data_only():
    lines = [line for line in CONTAINER.splitlines() if line and not line.startswith("#")]
    after = lines[lines.index("USER monitor") :]
    assert not any(line.startswith(("COPY", "RUN", "USER root")) for line in after)
    assert "--chown" not in CONTAINER and re.findall(r"chown (.*)$", CONTAINER, re.M) == ["monitor:monitor data"]
    assert instructions("VOLUME") == [f"{instructions('WORKDIR')[0]}/{paths.DATA.name}"]
    assert "-v monitor-data:/app/data" in PAGE


def test_the_container_asks_nobody_and_offers_no_updates():
    """Streamlit looks its own address up outside where it listens on all of them and is told no name."""
    said = environment()
    assert said["STREAMLIT_SERVER_ADDRESS"] == "0.0.0.0" and said["STREAMLIT_BROWSER_SERVER_ADDRESS"]
    assert said["SQM_ALLOW_UPDATES"] == "0"
    assert "/_stcore/health" in instructions("HEALTHCHECK")[0]
    assert instructions("CMD")[-1] == '["python", "-m", "streamlit", "run", "app.py"]'


def test_the_python_of_the_container_is_one_the_product_runs_on():
    needed = tomllib.loads((paths.PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert re.fullmatch(r"python:(3\.\d+)-slim", instructions("FROM")[0]).group(1) == needed.removeprefix(">=")


def test_the_units_are_whole_and_agree_about_their_folder():
    assert len(UNITS) == 3
    for text in UNITS:
        configparser.RawConfigParser(strict=False).read_string(text)
    dashboard, update, timer = map(unit, UNITS)
    for one in (dashboard, update):
        (folder,) = one["WorkingDirectory"]
        assert one["ReadWritePaths"] == [f"{folder}/{paths.DATA.name}"]
        assert one["User"] == ["monitor"] and one["ProtectSystem"] == ["strict"]
        assert all(line.removeprefix("-").startswith(f"{folder}/.venv/bin/python -m ") for line in one["ExecStart"])
    assert "SQM_ALLOW_UPDATES=0" in dashboard["Environment"] and dashboard["IPAddressDeny"] == ["any"]
    steps = [line.split(" -m pipelines ")[1].split()[0] for line in update["ExecStart"]]
    assert steps == ["fetch", "build", "backtest"]
    assert timer["Persistent"] == ["true"]


def test_the_proxy_passes_on_what_a_websocket_needs_and_asks_for_sign_in():
    said = LOCATIONS["/"]
    for line in ("auth_request /oauth2/auth;", "proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;",
                 "proxy_set_header Connection $connection_upgrade;", "proxy_set_header Host $host;"):  # fmt: skip
        assert line in said
    # One of the headers by which alone.is_alone knows a proxy.
    assert "proxy_set_header X-Forwarded-For" in said
    assert NGINX.count("{") == NGINX.count("}")


def test_the_proxy_lets_the_longest_list_in_and_the_question_to_the_sign_in_too():
    """Before every request nginx asks the sign-in, and holds that question to the limit where it is asked: 1 MB unless
    the whole server says more. A list over that came back as a fault of the server."""
    (most,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert "client_max_body_size" not in "".join(LOCATIONS.values())
    assert int(most) * 1_000_000 > caseload.MOST_BYTES


def test_the_proxy_takes_a_reader_who_signs_in_to_the_whole_address_asked_for():
    """Inside nginx: $request_uri stays what was asked for, and as a header it needs no encoding."""
    assert "error_page 401 = /oauth2/sign_in;" in LOCATIONS["/"]
    assert "proxy_set_header X-Auth-Request-Redirect $request_uri;" in LOCATIONS["= /oauth2/sign_in"]
    # Not where a reader signs out: there it would lead back to signing out.
    assert "Redirect" not in LOCATIONS["/oauth2/"] and "?rd=" not in NGINX


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/settings/_stcore/metrics"])
def test_the_proxy_keeps_the_servers_figures_to_itself_under_a_path_too(path):
    (pattern,) = [name.removeprefix("~ ") for name, said in LOCATIONS.items() if said == "return 404;"]
    assert re.search(pattern, path) and not re.search(pattern, "/_stcore/health")


def test_what_is_said_of_keeping_and_of_handling_is_so():
    assert publish.KEPT_BUILDS == 2 and "the last two builds" in PAGE
    assert as_at.KEPT == 8 and "last eight dates" in PAGE
    assert as_at.MEMORY == "1GB" and "1 GB of memory" in PAGE
    (handling,) = declared.rows("local_classification")
    assert handling["classification"] in PAGE
