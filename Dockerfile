# syntax=docker/dockerfile:1
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Drumbeat speaks HTTP/1.1 on both sides, so that half a megabyte of HTTP/2 can stay out. Its own small functions
# are not copied to where they are called (-l), which takes off another megabyte for two allocations in a hundred,
# and functions begin at every 16 bytes instead of 32.
RUN CGO_ENABLED=0 go build -tags nethttpomithttp2 -gcflags=drumbeat/...=-l -trimpath -ldflags="-s -w -funcalign=16" -o /out/drumbeat ./cmd/drumbeat && mkdir -p /out/data

# Nothing but the binary and the certificates by which it knows Slack: no shell,
# no package manager. The root file system may be mounted read-only; only the
# volume of the embedded store is written to.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/drumbeat /drumbeat
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV DRUMBEAT_DATA_DIR=/data DRUMBEAT_LISTEN=:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["/drumbeat", "healthcheck"]
ENTRYPOINT ["/drumbeat"]
CMD ["serve"]
