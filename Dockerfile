# syntax=docker/dockerfile:1

# What the service needs to run, without the tools that build and test it.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY src/contract/package.json src/contract/
COPY simulators/package.json simulators/
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

# The console. The server itself is not built: Node runs its TypeScript as it is.
FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY src/contract/package.json src/contract/
COPY simulators/package.json simulators/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE* ./
COPY migrations ./migrations
COPY simulators ./simulators
COPY src ./src
COPY --from=console /app/dist ./dist
# /data: the embedded database, when there is no DATABASE_URL. /mosquitto/config: Mosquitto's files, owned as in its own image.
RUN install -d -o node -g node -m 0750 /data && install -d -o 1883 -g 1883 -m 0750 /mosquitto/config
USER node
VOLUME /data
EXPOSE 3000 1883
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would not pass the signal to stop on.
CMD ["node", "src/main.ts"]
