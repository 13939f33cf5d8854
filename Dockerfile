# The production image: no development packages, no root, nothing written below /app.
# By digest: a name alone may mean another image tomorrow. How to look up a newer one: docs/operating.md.
ARG PYTHON=python:3.13-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8
FROM ${PYTHON} AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements-uv.txt \
    && python -m uv venv --quiet /venv \
    && python -m uv pip sync --no-cache --quiet --python /venv/bin/python --require-hashes requirements.txt
COPY . .
# The settings of development need no secret; what is made here is only files. The tests are here only for the law map, which names them.
RUN VAR=/tmp/build STATIC_ROOT=/app/collected \
    sh -c '/venv/bin/python -m tools.law_map && /venv/bin/python -m proviso_site.messages && /venv/bin/python manage.py collectstatic --no-input --verbosity 0' \
    && rm -rf /tmp/build docs/law docs/law-map.md tests tools && /venv/bin/python -m compileall -q .

# The same with PostgreSQL's own programs, for backups: `docker compose run --rm backup`.
FROM build AS programs
COPY requirements-run.txt ./
RUN python -m uv pip sync --no-cache --quiet --python /venv/bin/python --require-hashes requirements-run.txt

FROM ${PYTHON} AS site

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=proviso_site.settings.production \
    STATIC_ROOT=/app/collected \
    VAR=/tmp
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin proviso \
    && install --directory --mode 0700 --owner proviso --group proviso /logs /ledger /backups
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-m", "proviso_site.probe", "web"]
CMD ["granian", "--interface", "asginl", "--http", "1", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--backlog", "2048", "--backpressure", "1024", "--http1-header-read-timeout", "10000", "--respawn-failed-workers", "--workers-kill-timeout", "30", "proviso_site.asgi:application"]

FROM site AS backup
COPY --from=programs /venv /venv

FROM site
