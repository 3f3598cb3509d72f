"""A program that talks to the API, for tests."""

import json
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from accounts import api_tokens

COLUMNS = {"name": "Churn", "label": "churned", "positive_label": "yes", "score": "chance"}
VALUES = {"values": [{"day": "2026-05-31", "value": "12.50", "note": "billing"}]}


def make_token(user, organization, scopes=("predictions", "values")):
    membership = user.memberships.get(organization=organization)
    return api_tokens.create(membership=membership, name="Nightly", scopes=scopes, days=90)


def send(secret, method, address, body=b"", **options):
    headers = {"Authorization": f"Bearer {secret}", **options.pop("headers", {})}
    kind = options.pop("kind", "application/octet-stream")
    return Client(enforce_csrf_checks=True).generic(
        method, address, body, kind, headers=headers, **options
    )


def upload(secret, body, method="PUT", columns=COLUMNS, **options):
    address = f"{reverse('metrics:api_predictions')}?{urlencode(columns)}"
    return send(secret, method, address, body, **options)


def post_values(secret, metric, body):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return send(secret, "POST", reverse("metrics:api_values", args=[metric.public_id]), text)
