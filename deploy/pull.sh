#!/usr/bin/env bash
# 服务器自己来取：资料有了新的提交就发布。放进定时任务，每十分钟一次：
#
#   */10 * * * * noticeboard /srv/noticeboard-source/deploy/pull.sh /srv/noticeboard
#
# 每天第一次没有新的提交也生成一次：公示期满、到期撤下的，按日子变。
# 资料有错就不换，网上还是上一次的样子；错在哪里写在输出里（定时任务会发邮件，或者 >> 记进文件）。
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
[ $# = 1 ] || { echo "用法：deploy/pull.sh 目标文件夹" >&2; exit 1; }

mkdir -p .noticeboard
exec 9>.noticeboard/pull.lock
flock -n 9 || exit 0 # 上一次还没有做完

git pull -q --rebase
done_with="$(git rev-parse HEAD) $(date +%F)"
if [ "$(cat .noticeboard/pulled 2>/dev/null || true)" = "$done_with" ]; then exit 0; fi
bash .ci/venv requirements.lock
bash deploy/publish.sh "$1"
if [ -n "$(git log --oneline '@{upstream}..' 2>/dev/null)" ]; then
  git push -q || echo "登记没有推上去：这台服务器的钥匙要有写的权限。下一次再试。" >&2
fi
echo "$(git rev-parse HEAD) $(date +%F)" >.noticeboard/pulled
