"""Schemathesis calls every operation of the contract: no server error, and no reply outside its schema.

Each request is sent as it was generated; the sandbox refuses most of them. A request that the contract allows is then sent
again with what it needs to succeed (recipes.py), and must succeed, whatever else was generated.

These checks of schemathesis are not used:
- positive_data_acceptance: a request that the contract allows may be refused for other reasons.
- ignored_auth, missing_required_header, and negative_data_rejection where only headers are wrong: which of them are needed
  depends on more than the contract describes. OIDC clients send no header of Authing, and a browser may have no cookies.
- use_after_free, ensure_resource_availability: no operation here has a resource with its own URL.
"""

from collections import Counter
from pathlib import Path

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from recipes import RECIPES
from sandbox import Sandbox
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
SPEC = Path(__file__).parents[3] / "spec"
DOCUMENTS = {path.stem: path.read_text() for path in (SPEC / "graphql").glob("*.graphql")}
EXAMPLES = 10
# The GraphQL operations that can be called without variables, as far as the contract has been read.
NEED_NO_VARIABLES = set()


def contract():
    """The contract, extended by rules that it only describes in words or leaves out."""
    document = yaml.load((SPEC / "authing.yaml").read_text(), yaml.CSafeLoader)
    schemas = document["components"]["schemas"]
    # Clients ignore unknown members, but the sandbox must not send any.
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        close(operation["responses"]["2XX"], schemas)
        if operation["x-reply"] == "graphql":
            # The inputs of GraphQL have no other members than those of its schema.
            body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            variables = schemas[body]["properties"]["variables"]["$ref"].rsplit("/", 1)[1]
            close(schemas[variables], schemas)
            if not schemas[variables].get("required"):
                NEED_NO_VARIABLES.add(operation["operationId"])
    return document


def close(node, schemas):
    """Forbids members that are not in the contract in every schema that a node refers to."""
    if not isinstance(node, (dict, list)):
        return
    for name, value in node.items() if isinstance(node, dict) else enumerate(node):
        if name != "$ref":
            close(value, schemas)
        elif "additionalProperties" not in (schema := schemas[value.rsplit("/", 1)[1]]):
            if "properties" in schema:
                schema["additionalProperties"] = False
                members = list(schema["properties"].values())
                schema["properties"] |= {alias: rule for rule in members for alias in rule.get("x-aliases", [])}
            close(schema, schemas)


# Every run sends the same requests. The secrets of a sandbox need no protection.
CONFIG = SchemathesisConfig.from_dict({"seed": 1, "output": {"sanitization": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(contract(), config=CONFIG)
operations = {operation.ok().definition.raw["operationId"] for operation in schema.get_all_operations()}
replies, successes, turns = Counter(), Counter(), Counter()


@pytest.fixture(scope="session")
def sandbox():
    sandbox = Sandbox()
    yield sandbox
    assert sandbox.end() == 0


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_operation(case, sandbox):
    operation = case.operation.definition.raw
    if is_graphql(operation) and isinstance(case.body, dict) and isinstance(case.body.get("query"), str):
        # A generated text is not a GraphQL document. The fragment of the path, which identifies the operation, is never
        # sent.
        case.body = case.body | {"query": whole_document(operation["operationId"])}
    sandbox.reset()
    reason = check(case, case.call(base_url=sandbox.url, headers=headers(sandbox)))
    if case.meta.generation.mode.is_negative:
        return
    assert reason is None or "the contract" not in reason, f"the contract allows it: {reason}"
    if case.media_type == "multipart/form-data" and case.body.keys() != {"file"}:
        # The other parts have names that do not fit a header.
        return

    sandbox.reset()
    apply(next_recipe(operation["operationId"])(sandbox), case, sandbox)
    response = case.call(base_url=sandbox.url)
    reason = check(case, response)
    assert reason is None and not is_vain(response), f"the recipe does not work: {reason or response.text}"


def test_every_operation_has_succeeded():
    recipes = {name: 1 if callable(recipe) else len(recipe) for name, recipe in RECIPES.items()}
    assert recipes.keys() == operations
    assert {name: count for name, count in recipes.items() if turns[name] < count} == {}


def whole_document(name):
    """A document with the fragments that it uses. GraphQL refuses one that is not used."""
    fragments = ["fragment " + text for text in DOCUMENTS["fragments"].split("fragment ")[1:]]
    used = [text for text in fragments if "..." + text.split()[1] in DOCUMENTS[name]]
    return DOCUMENTS[name] + "".join(used)


def has_null(value):
    """Whether a body has a null anywhere."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return value is None or any(has_null(part) for part in parts)


def is_graphql(operation):
    return operation["x-reply"] == "graphql"


def headers(sandbox):
    return {"x-authing-app-id": sandbox.app_id, "authorization": "Bearer " + sandbox.token}


def next_recipe(name):
    recipe = RECIPES.get(name)
    assert recipe is not None, f"no recipe for {name}: say in recipes.py what it needs to succeed"
    turns[name] += 1
    return recipe if callable(recipe) else recipe[(turns[name] - 1) % len(recipe)]


def apply(recipe, case, sandbox):
    case.headers = merged(merged(case.headers, headers(sandbox)), recipe.get("headers", {}))
    if "query" in recipe:
        case.query = merged(case.query, recipe["query"])
    if "path" in recipe:
        case.path_parameters = merged(case.path_parameters, recipe["path"])
    if "body" in recipe and isinstance(case.body, dict):
        members = {"variables": recipe["body"]} if is_graphql(case.operation.definition.raw) else recipe["body"]
        case.body = merged(case.body, members)


def merged(known, members):
    """Merges both; the second takes precedence."""
    both = type(known)(known)
    for name, value in members.items():
        if value is None:
            both.pop(name, None)
        elif isinstance(value, dict) and isinstance(both.get(name), dict):
            both[name] = merged(both[name], value)
        else:
            both[name] = value
    return both


def check(case, response):
    """Checks a reply against the contract, and returns the reason of a refusal."""
    operation = case.operation.definition.raw
    reason = refusal(operation, response)
    replies[operation["operationId"]] += 1
    successes[operation["operationId"]] += reason is None and not is_vain(response)
    if reason is not None and response.status_code == 200:
        # The service reports refusals in the envelope, but the checks of schemathesis look at the HTTP status.
        response.status_code = 400
    wrong = {place for place, part in case.meta.components.items() if part.mode.is_negative}
    # Some SDKs send null for what they leave out. GraphQL ignores variables that a document does not declare, so where it
    # requires none, anything will do.
    is_lenient = has_null(case.body) or operation["operationId"] in NEED_NO_VARIABLES
    left_out = [negative_data_rejection] if wrong == {ParameterLocation.HEADER} or is_lenient else []
    if operation["operationId"] in ["validateTicketV1", "validateTicketV2"]:
        # The refusals of CAS have the forms of its protocol, which the contract does not describe.
        left_out.append(content_type_conformance)
    case.validate_response(response, checks=CHECKS, excluded_checks=left_out)
    return reason


def is_vain(response):
    """Whether a success reply is empty."""
    signs = ['"active":false', '"status":false', '"authenticationFailure":{']
    return response.text == "null" or any(sign in response.text for sign in signs)


def refusal(operation, response):
    """The reason of a refusal, which must follow the reply convention of its operation; None for a success."""
    if "json" not in response.headers.get("content-type", [""])[0]:
        return "no" if response.text.startswith("no\n") or "<cas:authenticationFailure" in response.text else None
    reply = response.json()
    if reply is None:
        return None
    if is_graphql(operation):
        reasons = [error["message"] for error in reply.get("errors", [])]
        # A document that is not executed has no data.
        assert ("data" in reply or reasons) and all({"code", "message", "data"} == reason.keys() for reason in reasons), reply
        return reasons[0]["message"] if reasons else None
    if operation["x-reply"] in ("envelope", "envelope-v3"):
        is_third = "/api/v3/" in response.request.url or operation["operationId"] == "bindWechatMiniProgram"
        says_yes = reply["statusCode" if is_third else "code"] == 200
        assert {"message", "data"} <= reply.keys() and ("apiCode" in reply) == (is_third and not says_yes), reply
        return None if says_yes else reply["message"]
    if "error" in reply:
        return reply["error_description"]
    return reply["message"] if {"code", "message"} <= reply.keys() else None
