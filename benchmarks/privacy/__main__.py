"""Write ``benchmarks/PRIVACY.md``."""

from benchmarks.privacy import REPORT, report

REPORT.write_text(report(), encoding="utf-8")
print(REPORT.read_text(encoding="utf-8"))
