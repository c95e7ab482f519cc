# SPDX-License-Identifier: Apache-2.0
#
#   docker build -t netlinklab .
#   docker run -p 8080:8080 netlinklab                      works anywhere, under emulation
#   docker run -p 8080:8080 --device /dev/kvm netlinklab    faster, where KVM really boots
#
#   sdk ------> compiler --------------+
#    |                                 v
#    +--------> guest --------------> the image: QEMU, the program, the guest,
#                 ^                    ^         compilers for C and Go
#   node -> build-+--------------------+
#
# No step needs more than RUN may do by default: no mounts, no namespaces. That
# is why the SDK is a stage here, and not made with mmdebstrap as elsewhere.

ARG DEBIAN=debian:trixie-slim
ARG GO=golang:1.26-trixie
ARG NODE=node:22-trixie-slim

# The guest's kernel with its headers, and the compiler for modules and programs.
FROM ${DEBIAN} AS sdk
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      linux-image-cloud-amd64 linux-headers-cloud-amd64 gcc libc6-dev make kmod \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*

# The same without what only a booting system or a reader needs: learners' C is
# compiled in it.
FROM sdk AS compiler
RUN rm -rf /boot/* /usr/lib/modules/*/kernel /usr/share/doc /usr/share/man /usr/share/info \
      /usr/share/locale /var/lib/dpkg /var/log/* /etc/shadow* /etc/gshadow*

FROM ${NODE} AS node

# The program with its front end, and the guest's /init.
FROM ${GO} AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
WORKDIR /src
COPY go.mod go.sum ./
COPY static/package.json static/package-lock.json static/
RUN go mod download \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && cd static && npm ci --no-audit --no-fund
COPY . .
RUN export CGO_ENABLED=0 \
 && node static/build.mjs \
 && go build -trimpath -o /out/netlinklab ./backend/cmd/netlinklab \
 && go build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/agent ./backend/agent
# What of Go learners' programs need, and the modules that they may import.
RUN cd /usr/local/go && mkdir -p /out/lib/go \
 && cp -a --parents LICENSE VERSION go.env bin/go pkg/include src /out/lib/go \
 && cp -a --parents pkg/tool/*/asm pkg/tool/*/compile pkg/tool/*/link /out/lib/go \
 && find /out/lib/go/src \( -path '*/src/cmd/*' -o -path '*/testdata/*' -o -name '*_test.go' \) -type f -delete \
 && PATH=/out/lib/go/bin:$PATH GOROOT=/out/lib/go /out/netlinklab image go --cache /out/lib/cache

# The guest image. "debian" is where the last stage has the SDK.
FROM sdk AS guest
COPY --from=build /out/netlinklab /out/agent /usr/local/bin/
RUN netlinklab image build --cache /cache --sdk / --agent /usr/local/bin/agent \
 && printf debian > /cache/sdk/current

FROM ${DEBIAN}
RUN apt-get update \
 && apt-get install -y --no-install-recommends qemu-system-x86 bubblewrap \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc /usr/share/man /usr/share/locale \
 && useradd --system --home-dir /var/lib/netlinklab --create-home netlinklab
COPY --from=compiler / /var/lib/netlinklab/sdk/debian/
COPY --from=guest /cache/sdk/current /var/lib/netlinklab/sdk/current
COPY --from=guest /cache/image /var/lib/netlinklab/image
COPY --from=build /out/lib/go /usr/local/go
COPY --from=build /out/lib/cache/go /var/lib/netlinklab/go
COPY --from=build /out/netlinklab /usr/local/bin/netlinklab
ENV NETLINKLAB_CACHE=/var/lib/netlinklab PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER netlinklab
# A guest is booted once, here, and kept: machines are clones of it.
RUN netlinklab doctor --accel tcg
WORKDIR /var/lib/netlinklab
EXPOSE 8080
HEALTHCHECK --start-period=30s --interval=30s --timeout=10s \
  CMD ["netlinklab", "doctor", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["netlinklab"]
CMD ["serve", "--addr", "0.0.0.0:8080"]
