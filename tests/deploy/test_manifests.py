"""What we deploy with, each file before the real checker for its kind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import Running

REPO = Path(__file__).resolve().parents[2]
DEPLOY = REPO / "deploy"
BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path = REPO, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


def test_dockerfile() -> None:
    done = run(BIN / "hadolint", DEPLOY / "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "USER 10001" in text and "HEALTHCHECK" in text and "bot train" in text


def test_compose(tmp_path: Path) -> None:
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(DEPLOY / name, tmp_path / name)
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n", encoding="utf-8")
    done = run(BIN / "docker-compose", "-f", "compose.yaml", "config", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_compose_refuses_a_database_without_a_password(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "compose.yaml", tmp_path / "compose.yaml")
    (tmp_path / ".env").write_text("", encoding="utf-8")
    done = run(BIN / "docker-compose", "-f", "compose.yaml", "config", "-q", cwd=tmp_path, POSTGRES_PASSWORD="")
    assert done.returncode != 0 and "POSTGRES_PASSWORD" in done.stderr


def test_kubernetes() -> None:
    done = run(BIN / "kubernetes-validate", "-k", "1.30.0", "--strict", DEPLOY / "kubernetes" / "undring.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_kubernetes_has_what_a_service_needs() -> None:
    kinds = [one["kind"] for one in yaml.safe_load_all((DEPLOY / "kubernetes" / "undring.yaml").read_text(encoding="utf-8"))]
    assert {"Deployment", "PodDisruptionBudget", "NetworkPolicy", "HorizontalPodAutoscaler", "Service", "Ingress"} <= set(kinds)


def test_bicep_is_written_as_bicep_is() -> None:
    from pycep import BicepParser

    held = BicepParser().parse(file_path=DEPLOY / "azure" / "main.bicep")
    assert {"app", "bot", "database", "identity", "vault"} <= set(held["resources"]), "the parser checks syntax alone"


@pytest.mark.parametrize("file", sorted((REPO / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_workflows(file: Path) -> None:
    done = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)
    assert done.returncode == 0, done.stdout


def test_shell() -> None:
    done = run(BIN / "shellcheck", *sorted(REPO.glob("*.sh")), *sorted(DEPLOY.glob("*.sh")))
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here; test.sh installs it")
def test_nginx(tmp_path: Path) -> None:
    held = (DEPLOY / "nginx" / "undring.conf").read_text(encoding="utf-8")
    held = re.sub(r"server bot:3978[^;]*;", "server 127.0.0.1:3978;", held)
    held = re.sub(r"\s*ssl_certificate\S* .*;", "", held).replace("listen 443 ssl;", "listen 18443;").replace("http2 on;", "")
    held = held.replace("/var/log/nginx", str(tmp_path))
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/nginx.pid;\nevents {{}}\nhttp {{\n{held}\n}}\n", encoding="utf-8")
    done = run("nginx", "-t", "-c", conf, "-e", tmp_path / "error.log")
    assert done.returncode == 0, done.stderr


def test_nginx_keeps_no_questions() -> None:
    held = (DEPLOY / "nginx" / "undring.conf").read_text(encoding="utf-8")
    log = re.search(r"log_format quiet '([^']*)'", held)
    assert log and not {"$request ", "$args", "$request_uri", "$query_string", "$request_body"} & {
        f"{part} " for part in log.group(1).split()
    }


def asked_for(*expressions: str) -> set[str]:
    return {name for expression in expressions for name in re.findall(r"undring_\w+", expression)}


def expressions_of(name: str) -> list[str]:
    held = yaml.safe_load((DEPLOY / "monitoring" / name).read_text(encoding="utf-8"))
    if name == "dashboard.json":
        return [target["expr"] for panel in held["panels"] for target in panel["targets"]]
    return [rule["expr"] for group in held["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("name", ["alerts.yaml", "dashboard.json"])
def test_what_is_watched_is_measured_by_the_running_service(name: str, service: Running) -> None:
    with urllib.request.urlopen(f"{service.url}/metrics", timeout=30) as answer:  # noqa: S310
        families = list(text_string_to_metric_families(answer.read().decode()))
    known = {family.name + end for family in families for end in ("", "_total" if family.type == "counter" else "", "_bucket")}
    asked = asked_for(*expressions_of(name))
    assert len(asked) >= 3 and asked <= known, asked - known


def test_the_dashboard_is_whole() -> None:
    held = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text(encoding="utf-8"))
    places = [tuple(panel["gridPos"].values()) for panel in held["panels"]]
    assert len(set(places)) == len(places) == len({panel["id"] for panel in held["panels"]})
    assert held["uid"] == "undring" and all(panel["title"] and panel["targets"] for panel in held["panels"])


def test_alerts_on_troubles_name_events_that_the_code_logs() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (REPO / "bot").rglob("*.py"))
    named = {
        event
        for text in expressions_of("alerts.yaml")
        for held in re.findall(r'event=~"([^"]+)"', text)
        for event in held.split("|")
    }
    assert len(named) > 5 and all(f'("{event}"' in code for event in named), named


def test_no_secret_in_the_example() -> None:
    rows = [
        row
        for row in (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
        if "=" in row and not row.startswith("#")
    ]
    assert all(row.split("=")[1] in ("", "https://undring.example.no") for row in rows)
