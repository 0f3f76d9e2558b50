#!/bin/sh
# Install the auditor from the wheels beside this file; no network is used.
set -eu
cd "$(dirname "$0")"

python=
for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "未找到 Python 3.11 或更新的版本（含 venv），请先安装，或指明：PYTHON=/路径/python3 ./install.sh" >&2
    exit 1
fi

"$python" -m venv environment
environment/bin/python -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels auditor
environment/bin/auditor doctor
echo "安装完成。用法：$PWD/environment/bin/auditor audit 公开文件所在文件夹 --out 报告文件夹"
