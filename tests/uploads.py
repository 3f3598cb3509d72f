"""Uploads as the page's script sends them, and what the pages say of them."""

import factories
from django.urls import reverse

from metrics.models import Predictions
from metrics.services import receiving

COLUMNS = {"label": "y", "score": "score", "positive_label": "1", "version": "1"}


def page(made, name="predictions"):
    return reverse(f"metrics:{name}", args=[made.public_id])


def bring_in(client, content, file_name="predictions.csv"):
    """Send a file as the page's script does; the predictions that it becomes."""
    fields = {"name": "Churn", "file_name": file_name, "size": len(content)}
    begun = client.post(reverse("metrics:upload_start"), fields)
    address = reverse("metrics:upload", args=[begun.json()["id"]])
    for offset in range(0, len(content), receiving.PIECE_MOST):
        piece = content[offset : offset + receiving.PIECE_MOST]
        headers = {"Upload-Offset": str(offset)}
        kind = "application/octet-stream"
        sent = client.post(address, piece, content_type=kind, headers=headers)
        assert sent.status_code == 200
    assert client.post(f"{address}finish/").status_code == 200
    return Predictions.objects.get(public_id=begun.json()["id"])


def words_about(client, made, columns=COLUMNS):
    """What the pages say of the file, once its columns were chosen where they can be."""
    asked = client.get(page(made, "columns"))
    if asked.status_code == 200:
        chosen = client.post(page(made, "columns"), columns)
        assert chosen.status_code == 302, chosen.content.decode()
        factories.run_jobs()
        asked = client.get(page(made))
        assert asked.status_code == 200
        assert "The file cannot be used as it is" in asked.content.decode()
    else:
        assert asked.status_code == 422
    return asked.content.decode()
