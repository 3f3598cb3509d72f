"""What an answer that is computed in the background holds, whatever was asked."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import User
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job


class BackgroundAnswer(models.Model):
    """A question with its answer; never changed once there is one.

    Each kind has states of its own, a `job_key`, and says what its numbers depend on.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    question = models.JSONField()
    result = models.JSONField(default=dict)
    finding = models.CharField(max_length=300, blank=True)  # the reason where it was refused
    formula_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def job_key(self) -> str:
        raise NotImplementedError

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()

    def inputs(self) -> list[Any]:
        """What the numbers depend on, beside the formulas."""
        raise NotImplementedError

    def seal(self) -> None:
        """Keep the hash of the inputs and of the version of the formulas."""
        known = json.dumps([*self.inputs(), self.formula_version], sort_keys=True)
        self.inputs_hash = hashlib.sha256(known.encode()).hexdigest()
