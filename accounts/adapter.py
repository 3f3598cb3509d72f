"""How django-allauth behaves here: accounts come by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; addresses are one account whatever their case."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> Any:
        return super().clean_email(email.strip().lower())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in toasts; the pages themselves say what happened."""
