"""Environments: what is inherited, what is not, and what Wrangler warns of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli

from engine.configuration import KEYS
from engine.environments import NOT_INHERITED, TOP_LEVEL_ONLY, environment_names, resolve
from engine.errors import ProjectError
from engine.wrangler import load_project

SHOP = """
name = "shop"
main = "src/index.js"
compatibility_date = "2026-11-01"
workers_dev = true

[vars]
API = "https://api.example.com"

[triggers]
crons = ["0 * * * *"]

[env.staging]
"""


def staging(text: str, environment: str = "staging", file: str = "wrangler.toml") -> Any:
    return resolve(tomli.loads(text), environment, file)


def folder(place: Path, text: str) -> Path:
    (place / "src").mkdir()
    (place / "src/index.js").write_text("export default { fetch(r, env) { return Response.json(env); } };\n")
    (place / "wrangler.toml").write_text(text)
    return place


def test_the_lesson() -> None:
    shop = staging(SHOP)
    assert shop.configuration == {
        "name": "shop-staging",
        "main": "src/index.js",
        "compatibility_date": "2026-11-01",
        "workers_dev": True,
        "triggers": {"crons": ["0 * * * *"]},
    }
    assert shop.left_out == ("vars",)
    assert shop.origins["name"] == "name-environment"
    assert shop.origins["triggers"] == "top level"
    (warning,) = shop.warnings
    assert warning.startswith('"vars" exists at the top level, but not on "env.staging".')
    assert warning.endswith("Add [env.staging.vars].")


def test_the_top_level_is_as_it_stands() -> None:
    values = tomli.loads(SHOP)
    top = resolve(values, "", "wrangler.toml")
    assert top.configuration == values
    assert top.warnings == ()
    assert set(top.origins.values()) == {"top level"}


def test_its_own_values_win_and_tables_are_replaced_whole() -> None:
    own = SHOP + 'workers_dev = false\nname = "till"\n[env.staging.triggers]\n[env.staging.vars]\nAPI = "x"\n'
    shop = staging(own)
    assert shop.configuration["name"] == "till"
    assert shop.configuration["workers_dev"] is False
    assert shop.configuration["triggers"] == {}
    assert shop.configuration["vars"] == {"API": "x"}
    assert (shop.left_out, shop.warnings) == ((), ())
    assert shop.origins["vars"] == shop.origins["name"] == "env.staging"


def test_vars_are_not_merged() -> None:
    shop = staging(SHOP + '[env.staging.vars]\nMODE = "test"\n')
    assert shop.configuration["vars"] == {"MODE": "test"}
    assert 'not on "env.staging.vars": API.' in shop.warnings[0]


@pytest.mark.parametrize(
    ("own", "patterns"),
    [
        ("", {"routes": ["a.dev/*"]}),
        ("routes = []", {"routes": []}),
        ('routes = ["b.dev/*"]', {"routes": ["b.dev/*"]}),
        ('route = "b.dev/*"', {"routes": ["a.dev/*"]}),  # as Wrangler 4.40 deploys it
    ],
)
def test_routes_are_inherited_until_one_is_named(own: str, patterns: dict[str, Any]) -> None:
    resolved = staging(f'name = "a"\nroutes = ["a.dev/*"]\n[env.staging]\n{own}\n').configuration
    assert {key: value for key, value in resolved.items() if key.startswith("route")} == patterns


def test_a_route_beside_inherited_routes_has_no_effect_and_is_told() -> None:
    (warning,) = staging('name = "a"\nroutes = ["a.dev/*"]\n[env.staging]\nroute = "b.dev/*"\n').warnings
    assert '"route" of "env.staging" has no effect' in warning
    alone = staging('name = "a"\nroute = "a.dev/*"\n[env.staging]\nroute = "b.dev/*"\n')
    assert (alone.configuration["route"], alone.warnings) == ("b.dev/*", ())


def test_an_inherited_custom_domain_would_move() -> None:
    text = 'name = "a"\nroutes = [{ pattern = "a.dev", custom_domain = true }]\n[env.staging]\n'
    (warning,) = staging(text).warnings
    assert "custom domain a.dev" in warning
    assert "takes the domain away" in warning
    assert "Add routes = [] to env.staging" in warning
    assert staging(text + "routes = []\n").warnings == ()


def test_bindings_are_not_inherited_and_json_is_told_in_json() -> None:
    text = 'name = "a"\n[[kv_namespaces]]\nbinding = "CACHE"\nid = "1"\n[env.staging]\n'
    assert "kv_namespaces" not in staging(text).configuration
    assert "Add [[env.staging.kv_namespaces]]." in staging(text).warnings[0]
    assert 'Add "kv_namespaces" to "env.staging".' in staging(text, file="wrangler.json").warnings[0]
    assert staging(text + "kv_namespaces = []\n").warnings == ()


def test_keys_of_the_whole_file_have_no_place_in_an_environment() -> None:
    shop = staging('name = "a"\nsend_metrics = false\n[env.staging]\nkeep_vars = true\n')
    assert "keep_vars" not in shop.configuration
    assert shop.configuration["send_metrics"] is False
    assert '"keep_vars" has no effect in "env.staging"' in shop.warnings[0]


def test_an_environment_that_is_not_there() -> None:
    with pytest.raises(ProjectError) as caught:
        staging(SHOP, "stagin")
    assert 'No environment found in configuration with name "stagin"' in str(caught.value)
    assert "Did you mean staging?" in caught.value.fix
    assert "[env.stagin]" in caught.value.fix


def test_a_file_without_environments_warns_and_goes_on() -> None:
    shop = staging('name = "a"\nvars = { A = "1" }\n', "live")
    assert shop.configuration == {"name": "a-live", "vars": {"A": "1"}}
    assert shop.left_out == ()
    assert [warning[:20] for warning in shop.warnings] == ["No environment found"]


def test_names() -> None:
    assert environment_names(tomli.loads(SHOP + "[env.live]\n")) == ["staging", "live"]
    assert environment_names({"name": "a"}) == []


def test_every_key_listed_is_one_that_wrangler_knows() -> None:
    assert [key for key in (*NOT_INHERITED, *TOP_LEVEL_ONLY) if key not in KEYS] == []
    assert not set(NOT_INHERITED) & set(TOP_LEVEL_ONLY)


def test_load_project(tmp_path: Path) -> None:
    project = load_project(folder(tmp_path, SHOP), environment="staging")
    assert (project.name, project.environment, project.variables) == ("shop-staging", "staging", {})
    assert project.warnings[0].startswith(f'{tmp_path / "wrangler.toml"}: "vars" exists at the top level')
    top = load_project(tmp_path)
    assert (top.name, top.environment, top.variables) == ("shop", "", {"API": "https://api.example.com"})
    assert top.warnings == ()


def test_a_mistake_inside_an_environment_is_named_there(tmp_path: Path) -> None:
    folder(tmp_path, SHOP + "routes = [{ pattern = 'a.dev/x', custom_domain = true }]\n")
    with pytest.raises(ProjectError) as caught:
        load_project(tmp_path, environment="staging")
    assert caught.value.key == "env.staging.routes"
    assert "in env.staging, the custom domain" in str(caught.value)


def test_a_single_script_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export default {};")
    with pytest.raises(ProjectError, match="has no environments"):
        load_project(tmp_path / "a.js", environment="staging")
