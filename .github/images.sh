#!/usr/bin/env bash
# The images on their way through the workflow. They are built once, to OCI archives that carry their provenance and
# SBOM; what is tested, pushed and tagged are these archives, byte for byte.
#   images.sh build DIR          builds DIR/<service>.tar
#   images.sh load DIR           loads them into Docker and lists them in DIR/loaded.txt
#   images.sh push DIR TAG       pushes them and lists them, by digest, in DIR/pushed.txt
#   images.sh tag LIST TAG       gives the pushed images of a list another tag
# Where to: REGISTRY (ghcr.io/<owner of the repository>). A list has lines of 'service reference'.
set -euo pipefail
services=(frontend user-service group-service bmc-service)
owner=${GITHUB_REPOSITORY_OWNER:-aibmc}
registry=${REGISTRY:-ghcr.io/${owner,,}}

build() {
  mkdir -p "$1"
  for service in "${services[@]}"; do
    docker buildx build . --file "$service/Dockerfile" \
      --build-arg "REVISION=${GITHUB_SHA:-unknown}" \
      --build-arg "SOURCE=${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_REPOSITORY:-aibmc/aibmc}" \
      --provenance=mode=max --sbom=true --output "type=oci,dest=$1/$service.tar"
  done
}

load() {
  : >"$1/loaded.txt"
  for service in "${services[@]}"; do
    local name="aibmc-$service:${GITHUB_SHA:-candidate}"
    skopeo copy --quiet "oci-archive:$1/$service.tar" "docker-daemon:$name"
    # An image's id is the digest of its configuration, which names every layer: the same id is the same image.
    [ "$(docker image inspect --format '{{.Id}}' "$name")" = "$(config_of "oci-archive:$1/$service.tar")" ] ||
      { echo "$name is not the image of $service.tar" >&2; return 1; }
    echo "$service $name" >>"$1/loaded.txt"
  done
}

config_of() {
  skopeo inspect --config --raw "$1" | sha256sum | sed 's/^\([0-9a-f]*\).*/sha256:\1/'
}

push() {
  : >"$1/pushed.txt"
  for service in "${services[@]}"; do
    local repository="$registry/aibmc-$service"
    skopeo copy --quiet --all --preserve-digests --digestfile "$1/digest" \
      "oci-archive:$1/$service.tar" "docker://$repository:$2"
    echo "$service $repository@$(cat "$1/digest")" >>"$1/pushed.txt"
  done
}

tag() {
  [ "$(grep -c '@sha256:' "$1")" = "${#services[@]}" ] || { echo "$1 does not list every image" >&2; return 1; }
  while read -r _ reference; do
    skopeo copy --quiet --all --preserve-digests "docker://$reference" "docker://${reference%@*}:$2"
  done <"$1"
}

case "${1:-}" in
  build | load) [ $# = 2 ] ;;
  push | tag) [ $# = 3 ] ;;
  *) false ;;
esac || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
"$@"
