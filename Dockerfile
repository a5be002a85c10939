# Two images from one file: `server` (API and page, no torch) and `worker` (Celery workers, the CLI, training).

FROM node:22-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM python:3.12-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 BOXWRIGHT_DATA=/data
RUN useradd --create-home boxwright && mkdir /data && chown boxwright /data
WORKDIR /app
VOLUME /data

FROM base AS server
COPY requirements-server.lock ./
RUN pip install -r requirements-server.lock
COPY server server
COPY migrations migrations
COPY --from=web /web/dist web/dist
USER boxwright
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "server.api.app:app", "--host", "0.0.0.0", "--port", "8000"]

FROM base AS worker
COPY pyproject.toml README.md requirements.lock ./
COPY server server
COPY worker worker
COPY ml ml
COPY migrations migrations
RUN pip install --constraint requirements.lock --editable ".[worker]"
USER boxwright
CMD ["python", "-m", "celery", "--app", "worker.app", "worker", "--queues", "interactive,batch", "--pool", "threads"]
