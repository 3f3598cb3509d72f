"""Back up the embedded default into a folder, while it runs."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Copy database, files and key of the embedded default into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if settings.DATABASE_URL:
            raise CommandError("Back PostgreSQL up with pg_dump; see docs/operations.md.")
        if folder.exists():
            raise CommandError(f"{folder} is there already. Name a new folder.")
        folder.mkdir(parents=True, mode=0o700)
        # The backup API copies a consistent state; copying the file alone would not.
        with (
            closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))) as source,
            closing(sqlite3.connect(folder / "aiproj.sqlite3")) as target,
        ):
            source.backup(target)
        shutil.copytree(settings.FILES_DIR, folder / "files")
        key = settings.DATA_DIR / "secret.key"
        if key.exists():
            shutil.copy2(key, folder / "secret.key")
        self.stdout.write(f"Backed up into {folder}.")
