# syntax=docker/dockerfile:1
# The server on the official Node image. Build it from a clean clone: docker build --tag sottovoce .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# Everything that is needed to build. Dependencies come first: they change least.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY patches ./patches
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && node node_modules/patch-package/index.js --error-on-fail
# The media worker: mediasoup's own prebuilt where it can be fetched, else built from its package's source.
COPY scripts ./scripts
RUN node scripts/build-worker.mjs /worker/mediasoup-worker
COPY tsconfig.json vite.config.ts ./
COPY src ./src
RUN node node_modules/vite/bin/vite.js build

# What runs has none of the tools that built it.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/mediasoup/worker

FROM ${NODE_IMAGE} AS server
# libssl3 is what a worker that was built here links to; tini forwards signals and reaps, as the first process must.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libssl3 tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /worker/mediasoup-worker /usr/local/bin/mediasoup-worker
# A worker that loads exits with 41 where it is not told its version.
RUN mediasoup-worker; test $? -eq 41
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist/web ./dist/web
COPY package.json ./
COPY config ./config
COPY src/protocol ./src/protocol
COPY src/config ./src/config
COPY src/server ./src/server
COPY src/cli ./src/cli
RUN install --directory --owner=node --group=node /var/lib/sottovoce

ENV NODE_ENV=production \
  SOTTOVOCE_ENV=production \
  SOTTOVOCE_DATA_DIRECTORY=/var/lib/sottovoce \
  MEDIASOUP_WORKER_BIN=/usr/local/bin/mediasoup-worker
USER node
VOLUME /var/lib/sottovoce
# Pages and room control, with TLS and without; media over UDP and TCP, one port per worker.
EXPOSE 8080 8443
EXPOSE 44400-44431/udp 44400-44431/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "src/cli/main.ts"]
CMD ["serve"]
