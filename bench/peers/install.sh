#!/usr/bin/env bash
# Installs systems of the comparison into $PEERS_CACHE (default: .cache beside this script): install.sh tenseal lattigo
# Wants Python 3.11, for openfhe Python 3.10 ($PYTHON310 names it; its wheel carries a 3.10 extension), for lattigo Go 1.23 or newer.
# All together take about 15 GB, nearly all of it for the two torch installations of orion and concrete.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$(mkdir -p "${PEERS_CACHE:-$here/.cache}" && cd "${PEERS_CACHE:-$here/.cache}" && pwd)
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
for peer in "$@"; do
  case $peer in
    lattigo) (cd "$here/lattigo" && GOFLAGS=-mod=mod go build -o "$cache/lattigo_bench" .) ;;
    tenseal | openfhe | helayers | orion | concrete)
      python=${PYTHON:-python3}
      [ "$peer" = openfhe ] && python=${PYTHON310:-python3.10}
      "$python" -m venv "$cache/$peer"
      "$cache/$peer/bin/pip" install -q -r "$here/requirements/$peer.txt" && touch "$cache/$peer/ready"
      ;;
    *) echo "no system is called $peer" >&2; exit 2 ;;
  esac
done
