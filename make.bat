@echo off
rem The same words as the Makefile, for Windows. Not verified on Windows: docs\not-verified.md
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
set WORD=%1
if "%WORD%"=="" set WORD=help
if "%WORD%"=="site" goto site
if "%WORD%"=="serve" goto serve
if "%WORD%"=="demo" goto demo
if "%WORD%"=="bundle" goto bundle
if "%WORD%"=="test" goto test
if "%WORD%"=="test-fast" goto testfast
if "%WORD%"=="test-full" goto testfull
if "%WORD%"=="lint" goto lint
if "%WORD%"=="bench" goto bench
if "%WORD%"=="docs" goto docs
if "%WORD%"=="screenshots" goto screenshots
if "%WORD%"=="accept" goto accept
if "%WORD%"=="lock" goto lock
if "%WORD%"=="wheel" goto wheel
echo make site         build the site from data\
echo make demo         an invented town in demo\site\
echo make serve        preview on this machine
echo make bundle FILE  a zip for a colleague's PC, with the Python of FILE: see docs\bundle.md
echo make test         all tests but the long ones (the page tests need Chromium and Java: see docs\not-verified.md)
echo make test-fast    the tests that build no site
echo make test-full    everything
echo make lint         ruff and mypy
echo make bench        speed, search, preview beside others (needs Linux)
echo make docs         the guide as a site in build\guide\
echo make screenshots  pictures of every kind of page
echo make accept       accept changed expected trees and generated docs
echo make lock         lock the dependencies anew (needs uv)
echo make wheel        the package as one file in dist\, for another town
if "%WORD%"=="help" exit /b 0
exit /b 2

:core
if exist .venv\requirements.lock.done exit /b 0
call :venv requirements.lock
exit /b %errorlevel%

:dev
if exist .venv\requirements-dev.lock.done exit /b 0
call :venv requirements-dev.lock
exit /b %errorlevel%

:venv
if not exist .venv\Scripts\python.exe (
  echo Creating .venv ...
  py -3 -m venv .venv || python -m venv .venv || (echo Python 3.11 or newer is needed. & exit /b 1)
)
echo Installing the packages of %1 ...
.venv\Scripts\python -m pip install -q --disable-pip-version-check --require-hashes -r %1 || exit /b 1
.venv\Scripts\python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . || exit /b 1
type nul > .venv\requirements.lock.done
if "%1"=="requirements-dev.lock" type nul > .venv\requirements-dev.lock.done
exit /b 0

:site
call :core || exit /b 1
.venv\Scripts\noticeboard build || exit /b 1
.venv\Scripts\noticeboard scan
exit /b %errorlevel%

:demo
call :core || exit /b 1
.venv\Scripts\noticeboard demo demo || exit /b 1
.venv\Scripts\noticeboard build --root demo || exit /b 1
.venv\Scripts\noticeboard scan --root demo
exit /b %errorlevel%

:serve
call :core || exit /b 1
.venv\Scripts\noticeboard serve
exit /b %errorlevel%

:bundle
call :core || exit /b 1
if "%~2"=="" (echo Which Python? make bundle python-3.12.x-embed-amd64.zip: see docs\bundle.md & exit /b 2)
.venv\Scripts\python -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: --platform win_amd64 --implementation cp --python-version 3.12 -r requirements.lock -d build\wheels-3.12 || exit /b 1
.venv\Scripts\noticeboard bundle make --python "%~2" --wheels build\wheels-3.12
exit /b %errorlevel%

:test
call :dev || exit /b 1
call :lintwork || exit /b 1
.venv\Scripts\python -m pytest -n auto --dist loadscope -m "not full"
exit /b %errorlevel%

:testfast
call :dev || exit /b 1
.venv\Scripts\python -m pytest -n auto --dist loadscope -m "not full and not browser and not slow"
exit /b %errorlevel%

:testfull
call :dev || exit /b 1
.venv\Scripts\python -m pytest -n auto --dist loadscope
exit /b %errorlevel%

:lint
call :dev || exit /b 1
call :lintwork
exit /b %errorlevel%

:lintwork
.venv\Scripts\ruff check -q . || exit /b 1
.venv\Scripts\ruff format -q --check . || exit /b 1
.venv\Scripts\mypy
exit /b %errorlevel%

:docs
call :core || exit /b 1
set NO_MKDOCS_2_WARNING=1
.venv\Scripts\python -m mkdocs build --quiet --strict -f docs.yml
exit /b %errorlevel%

:bench
call :dev || exit /b 1
.venv\Scripts\python -m pip install -q --disable-pip-version-check --require-hashes -r benchmarks\requirements.lock || exit /b 1
.venv\Scripts\python -m benchmarks || exit /b 1
.venv\Scripts\python -m benchmarks.search || exit /b 1
.venv\Scripts\python -m benchmarks.preview
exit /b %errorlevel%

:screenshots
call :dev || exit /b 1
.venv\Scripts\noticeboard build && .venv\Scripts\python -m tests.screenshots
exit /b %errorlevel%

:accept
call :dev || exit /b 1
set NOTICEBOARD_ACCEPT=1
.venv\Scripts\python -m pytest tests/test_cases.py tests/test_docs.py tests/test_rules.py
exit /b %errorlevel%

:lock
uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock || exit /b 1
uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
exit /b %errorlevel%

:wheel
call :core || exit /b 1
.venv\Scripts\python -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .
exit /b %errorlevel%
