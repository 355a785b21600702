# The sandbox as an image that holds nothing but the program: docker build -t authing-sandbox .
# Nobody has built it where this project is tested, because Docker is not there.
FROM rust:1-alpine AS build
# For the cryptography, which is written in C.
RUN apk add --no-cache build-base cmake linux-headers
WORKDIR /source
COPY . .
# Programs for Alpine are static.
RUN cargo build --locked --release -p authing-sandbox && strip target/release/authing-sandbox

FROM scratch
COPY --from=build /source/target/release/authing-sandbox /authing-sandbox
USER 65534:65534
EXPOSE 9000
# A container is reached from outside, so the program listens on every address of its own.
ENTRYPOINT ["/authing-sandbox", "--bind", "0.0.0.0", "--port", "9000"]
