# One image for web, worker and scheduler.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf /tmp/build

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 aiproj && mkdir -p /data/files && chown -R aiproj /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ARG VERSION=0.1.0
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    AIPROJ_VERSION=$VERSION DATA_DIR=/data FILES_DIR=/data/files STATIC_ROOT=/app/staticfiles
WORKDIR /app
USER aiproj
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "aiproj.wsgi:application", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws"]
