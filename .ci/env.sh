# Read by every step: stands at the top of the clone and says where things are. Not a step.
set -eu
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
export CARGO_TERM_COLOR=never
# An incremental build is no use to a machine that builds once.
export CARGO_INCREMENTAL=0
# Properties draw the same cases in every run of CI, so that a red run can be had again; at a desk they draw new ones.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20261122}"
venv="$CARGO_TARGET_DIR/venv"

# lacks "what" "how to get it": ends the step and names what is missing.
lacks() {
  echo "missing: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

# debian "what" package...: installs Debian packages where that is possible, and says so where it is not.
debian() {
  what=$1
  shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    lacks "$what" "install it (on Debian: apt-get install $*), then run this again"
  fi
  echo "installing $what: $*"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@" >/dev/null || lacks "$what" "apt-get install $* failed"
}
