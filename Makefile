# The words of the project. Each does the set-up it needs; "make help" lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
CORE := .venv/requirements.lock.done
# A process for each processor; the tests of one file stay together, with what they share.
PARALLEL := -n auto --dist loadscope
DEV := .venv/requirements-dev.lock.done

.PHONY: help site serve demo test test-fast test-full lint docs bench screenshots accept lock

help:  ## 列出所有命令 / list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(CORE): requirements.lock pyproject.toml
	@.ci/venv requirements.lock

$(DEV): requirements-dev.lock pyproject.toml
	@.ci/venv requirements-dev.lock
	@touch $(CORE)

site: $(CORE)  ## 检查资料，生成网站 site/ / build the site from data/
	@$(BIN)/noticeboard build
	@$(BIN)/noticeboard scan

serve: $(CORE)  ## 在本机预览，改了就重新生成 / preview on this machine
	@$(BIN)/noticeboard serve

demo: $(CORE)  ## 编一个示例镇，生成 demo/site/ / an invented town, to look at
	@$(BIN)/noticeboard demo demo
	@$(BIN)/noticeboard build --root demo
	@$(BIN)/noticeboard scan --root demo

test: $(DEV)  ## 全部测试（10 分钟以内）/ all tests but the long ones
	@.ci/tools
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest $(PARALLEL) -m "not full"

test-fast: $(DEV)  ## 只测零件，不生成网站（1 分钟以内）/ the tests that build no site
	@$(BIN)/python -m pytest $(PARALLEL) -m "not full and not browser and not slow"

test-full: $(DEV)  ## 连同最慢的测试 / everything
	@.ci/tools full
	@$(BIN)/python -m pytest $(PARALLEL)

lint: $(DEV)  ## 代码风格和类型 / ruff and mypy
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy

bench: $(DEV)  ## 和别的工具比速度、比搜索、比预览，写 benchmarks/*.md / speed, search, preview beside others
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r benchmarks/requirements.lock
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.search
	@$(BIN)/python -m benchmarks.preview

docs: $(CORE)  ## 把 docs/ 做成能搜索的说明书 build/guide/ / the guide as a site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict -f docs.yml
	@echo "打开 build/guide/index.html 看看。"

screenshots: $(DEV)  ## 每种网页截图到 screenshots/ / pictures of every kind of page
	@.ci/tools
	@$(BIN)/noticeboard build
	@$(BIN)/python -m tests.screenshots

accept: $(DEV)  ## 接受测试里新的预期结果 / accept changed expected trees and generated docs
	@NOTICEBOARD_ACCEPT=1 $(BIN)/python -m pytest tests/test_cases.py tests/test_docs.py tests/test_rules.py

lock: $(DEV)  ## 重新锁定依赖 / lock the dependencies anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
