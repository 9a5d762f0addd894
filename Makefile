# The words of the project. Each does the set-up it needs; "make help" lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
CORE := .venv/requirements.lock.done
# A process for each processor; the tests of one file stay together, with what they share.
PARALLEL := -n auto --dist loadscope
DEV := .venv/requirements-dev.lock.done

# Where the Python of python.org was put; see docs/bundle.md.
WINDOWS_PYTHON ?= $(firstword $(wildcard python-3.*-embed-amd64.zip))

.PHONY: help site serve demo bundle test test-fast test-full lint docs bench screenshots accept lock wheel

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

bundle: $(CORE)  ## 给没有 Python 的同事做压缩包：WINDOWS_PYTHON=python-3.12.x-embed-amd64.zip / a zip for a colleague's PC
	@test -f "$(WINDOWS_PYTHON)" || { $(BIN)/noticeboard bundle make --python "$(or $(WINDOWS_PYTHON),python-3.12.x-embed-amd64.zip)" --wheels build; exit 2; }
	@version=$$(basename "$(WINDOWS_PYTHON)" | sed -E 's/^python-(3\.[0-9]+).*/\1/'); \
	  .ci/wheels $$version build/wheels-$$version && \
	  $(BIN)/noticeboard bundle make --python "$(WINDOWS_PYTHON)" --wheels build/wheels-$$version

test: $(DEV)  ## 全部测试（10 分钟以内）/ all tests but the long ones
	@.ci/tools
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest $(PARALLEL) -m "not full"
	@.ci/tested mark

test-fast: $(DEV)  ## 只测零件，不生成网站（1 分钟以内）/ the tests that build no site
	@$(BIN)/python -m pytest $(PARALLEL) -m "not full and not browser and not slow"

test-full: $(DEV)  ## 连同最慢的测试 / everything; what make test has passed on these files is not run again
	@.ci/tools full
	@$(BIN)/python -m pytest $(PARALLEL) $$(.ci/tested rest)

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

wheel: $(CORE)  ## 打包成 dist/ 里的 .whl，给别的镇用 / the package as one file, for another town
	@$(BIN)/python -m pip wheel -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation -w dist .
