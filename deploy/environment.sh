# shellcheck shell=bash
# What ./run and ./test share: the environment .venv, made from the hashed requirements.
# Sourced by them, in the project's root folder.

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$@"
    exit 1
}

# Only the settings that say how to reach a package index are the user's to give; one that says
# where or what to install (PIP_TARGET, PIP_NO_DEPS, ...) would break the environment.
forget_foreign_settings() {
    local name
    for name in $(compgen -e PIP_); do
        case $name in
            PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_FIND_LINKS | PIP_NO_INDEX | PIP_CONFIG_FILE) ;;
            PIP_CERT | PIP_CLIENT_CERT | PIP_TRUSTED_HOST | PIP_PROXY | PIP_KEYRING_PROVIDER) ;;
            PIP_TIMEOUT | PIP_DEFAULT_TIMEOUT | PIP_RETRIES | PIP_CACHE_DIR | PIP_NO_CACHE_DIR) ;;
            *) unset "$name" ;;
        esac
    done
    export PIP_USER=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1
}

# Print the first Python on the path that is new enough; PYTHON names one to prefer.
find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    local python
    python=$(find_python) ||
        stop "Overblik needs Python 3.11 or newer and found none. On Debian 12: apt-get install python3-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "$python has no venv module. On Debian 12: apt-get install python3-venv"
    rm -rf .venv
    "$python" -m venv .venv || stop "Could not make $PWD/.venv. May you write in that folder?"
}

# The environment still works, and was made in this folder (its scripts hold the folder's name).
has_venv() {
    grep -qsF "$PWD/.venv" .venv/bin/activate && .venv/bin/python -m pip --version >/dev/null 2>&1
}

# A stamp says what the environment was made from: these files, in this place, by this Python.
stamp() {
    { pwd && readlink -f .venv/bin/python && cat pyproject.toml "$1"; } 2>/dev/null | cksum
}
is_current() { [ "$(cat ".venv/$1.stamp" 2>/dev/null)" = "$(stamp "$1")" ]; }
mark_current() { stamp "$1" >".venv/$1.stamp"; }

# need_packages FILE: have the packages of this requirements file, and the project itself, in .venv.
need_packages() {
    unset PYTHONPATH PYTHONHOME
    is_current "$1" && return
    exec 9<pyproject.toml # two starts at once: the second waits, and then finds all done
    if command -v flock >/dev/null; then flock 9; fi
    if ! is_current "$1"; then install_packages "$1"; fi
    exec 9<&-
}

install_packages() {
    forget_foreign_settings
    has_venv || make_venv
    rm -f .venv/*.stamp
    say "Installing the packages of $1 into .venv. This takes a minute, the first time only."
    .venv/bin/python -m pip install -qq --require-hashes --requirement "$1" ||
        stop "The packages of $1 could not be installed; pip says why above."
    .venv/bin/python -m pip install -qq --no-deps --no-index --no-build-isolation --editable . ||
        stop "The project itself could not be installed into .venv; pip says why above."
    mark_current "$1"
    # The larger set holds the smaller one, version for version.
    if [ "$1" = requirements-dev.txt ]; then mark_current requirements.txt; fi
}

# Compile the texts and compress the static files, where a source is newer than what is made of it.
need_made_files() {
    local source made
    shopt -s globstar nullglob
    for source in translations/*/LC_MESSAGES/*.po static/**/*.{css,js,svg}; do
        case $source in *.po) made=${source%.po}.mo ;; *) made=$source.br ;; esac
        if [ "$source" -nt "$made" ]; then
            .venv/bin/python deploy/build_hook.py || stop "The texts and static files could not be made."
            return
        fi
    done
}
