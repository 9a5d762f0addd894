#!/usr/bin/env bash
# 给定时任务用：data/ 有变化，就推到一个分支上，提一个修改（pull request），等人看过再合并。
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
branch=fetched-answers
git add -A -- data
if git diff --cached --quiet; then
  echo "公布的数没有变化"
  exit 0
fi
git config user.name "noticeboard"
git config user.email "noticeboard@users.noreply.github.com"
git checkout -q -B "$branch"
git commit -q -m "读取问卷：公布的数有变化"
git push -q --force origin "$branch"
if [ "$(gh pr list --head "$branch" --state open --json number --jq length)" = 0 ]; then
  gh pr create --head "$branch" --title "问卷：公布的数有变化" \
    --body "每周自动读取的结果，只有可以公布的数。看过“检查修改”的预览再合并。"
fi
