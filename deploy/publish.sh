#!/usr/bin/env bash
# 生成网站，放到自己的服务器上，最后一步才换过去。哪一步不成，网上还是上一次的样子。
#
#   deploy/publish.sh /srv/noticeboard              网站就在这台机器上
#   deploy/publish.sh 用户@服务器:/srv/noticeboard  用 ssh 和 rsync 传过去
#
# 目标文件夹里：releases/ 是最近几次的网站，current 指着现在的一次。nginx 的 root 写 …/current。
# 退回上一次：deploy/publish.sh --back 目标
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
KEEP=5

stop() { echo "$1" >&2; exit 1; }

back=no
[ "${1:-}" = --back ] && { back=yes; shift; }
[ $# = 1 ] || stop "用法：deploy/publish.sh [--back] 文件夹，或者 用户@服务器:文件夹"
target=$1
case $target in
  *:*) host=${target%%:*} folder=${target#*:} ;;
  *) host= folder=$target ;;
esac
case $folder in
  /*) ;;
  *) stop "目标文件夹要写全，以 / 开头，例如 /srv/noticeboard" ;;
esac
case $folder in
  *[!A-Za-z0-9/._-]*) stop "目标文件夹的名字只用英文字母、数字、-、_" ;;
esac

# 在服务器上（或者就在这里）运行一段命令。
there() {
  if [ -n "$host" ]; then ssh -o BatchMode=yes "$host" bash -s; else bash -s; fi
}

if [ $back = yes ]; then
  there <<EOF
set -eu
cd '$folder'
now=\$(basename "\$(readlink current)")
last=\$(ls releases | sort | grep -v '\.part\$' | awk -v now="\$now" '\$0 < now' | tail -n 1)
[ -n "\$last" ] || { echo "没有更早的一次" >&2; exit 1; }
ln -sfn "releases/\$last" current.new
mv -T current.new current
echo "退回到 \$last"
EOF
  exit
fi

noticeboard=.venv/bin/noticeboard
[ -x $noticeboard ] || stop "还没有安装。先运行 make site"
command -v rsync >/dev/null || stop "没有 rsync。在 Debian、Ubuntu 上：sudo apt-get install rsync"

$noticeboard build
$noticeboard scan

# 头一次发布的日期要进 git，不然下一台机器会另记一天。
if [ -d .git ] && ! git diff --quiet -- data/notice_ledger.csv; then
  git commit -q -m "登记新发布的公示" -- data/notice_ledger.csv
  echo "新发布的公示登记在 data/notice_ledger.csv，已经提交。发布完请运行 git push。"
fi

stamp=$(date -u +%Y%m%d-%H%M%S)-$$
there <<EOF
set -eu
mkdir -p '$folder/releases'
rm -rf '$folder'/releases/*.part
EOF
# 没有变的文件和上一次共用硬盘上的一份。
rsync -a --delete --link-dest=../../current/ site/ "$target/releases/$stamp.part/"
there <<EOF
set -eu
cd '$folder'
(cd 'releases/$stamp.part' && sha256sum --quiet -c .noticeboard-files)
mv 'releases/$stamp.part' 'releases/$stamp'
ln -sfn 'releases/$stamp' current.new
mv -T current.new current
ls releases | sort | head -n -$KEEP | while read -r old; do rm -rf "releases/\$old"; done
EOF
echo "发布好了：$target/current → releases/$stamp"
