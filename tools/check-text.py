#!/usr/bin/env python3
"""No words for people in C: they live in vi.po and en.po. Looks at string literals of core, web and systems that hold
Vietnamese letters or three English words in a row. What an operator's log or openapi.json gets is no page text: those
calls are skipped. tools/allow-text.txt lists the rest: file, a part of the literal (* for all of them), reason, separated by tabs."""
import os, re, subprocess, sys

os.chdir(os.path.join(os.path.dirname(__file__), ".."))
OPERATOR = re.compile(r"\b(fail_detail|die|ALWAYS|log_\w+|static_assert|_Static_assert|assert\w*|PRINTF_LIKE|PERM)\s*\($")
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|[A-Za-z_]\w*\s*\(|[(){};]|\n|[^\s]', re.S)
WORDS = re.compile(r"[A-Za-z]{2,}[,:]? [A-Za-z]{1,} [A-Za-z]{2,}")
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|BEGIN|PRAGMA|SAVEPOINT|ROLLBACK|RELEASE|SET|ALTER|LISTEN|WITH|DECLARE|LOCK)\b")


def literals(text):
    """(line, literal, call it stands in, is it the last string of a route row)"""
    line, calls = 1, []
    for m in TOKEN.finditer(text):
        t = m.group()
        if t[0] == '"':
            yield line, t[1:-1], list(calls)
        elif t.endswith("("):
            calls.append(t)
        elif t == "{":
            calls.append("{")
        elif t in ")}" and calls:
            calls.pop()
        line += t.count("\n")


def allowed():
    rows = []
    with open("tools/allow-text.txt", encoding="utf-8") as f:
        for row in f:
            if row.strip() and not row.startswith("#"):
                file, part, reason = row.rstrip("\n").split("\t")
                assert reason, row
                rows.append([file, part, 0])
    return rows


def main():
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", "core", "web", "systems"],
                           capture_output=True, text=True, check=True).stdout.split()
    allow, findings = allowed(), []
    for file in sorted(f for f in files if f.endswith((".c", ".h")) and not os.path.basename(f).startswith(("test_", "fuzz_", "testing.", "bench_"))):
        with open(file, encoding="utf-8") as f:
            text = f.read()
        lines = text.split("\n")
        for line, literal, calls in literals(text):
            vietnamese = re.search(r"[^\x00-\x7f]", literal) and len(re.findall(r"[^\W\d_]", literal)) > 1
            if not vietnamese and not WORDS.search(literal) or SQL.match(literal):
                continue
            if any(OPERATOR.search(c) for c in calls):
                continue
            if not vietnamese and re.search(r'METHOD_[A-Z]+, *"/', "\n".join(lines[max(0, line - 4):line])):
                continue  # the summary of a route row: one English line for openapi.json
            for row in allow:
                if row[0] == file and (row[1] == "*" or row[1] in literal):
                    row[2] += 1
                    break
            else:
                findings.append(f"{file}:{line}: \"{literal[:80]}\"")
    findings += [f"tools/allow-text.txt: no longer needed: {a[0]} {a[1]}" for a in allow if not a[2]]
    if not findings:
        print("ok check-text")
        return 0
    print(f"not ok check-text: {len(findings)} findings (words for people belong in vi.po and en.po)")
    print("\n".join("# " + f for f in findings))
    return 1


sys.exit(main())
