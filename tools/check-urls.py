#!/usr/bin/env python3
"""Every address written in a page leads to a route: {{url "/a/{}/b" x}}, href="/a", action="/a", src="/a" of
systems/*/pages and web/pages against the rows of the route tables ({ "name", METHOD_GET, "/a/{code}", ...)."""
import glob, os, re, sys

os.chdir(os.path.join(os.path.dirname(__file__), ".."))
ROW = re.compile(r'METHOD_([A-Z]+),\s*"(/[^"]*)"')
USE = re.compile(r'\{\{url\s+"([^"]*)"|\b(?:href|src|action|formaction)="(/[^"{]*)"|(?:url|href|action)\s*=\s*"(/[^"{]*)"')


def pattern(path):
    """/dossiers/{code} and /dossiers/{} alike"""
    path = re.split(r"[?#]", path)[0]
    return tuple("*" if re.search(r"\{[^}]*\}", s) else s for s in path.rstrip("/").split("/")) or ("",)


def fits(use, row):
    return len(use) == len(row) and all(a == b or b == "*" for a, b in zip(use, row))


def main():
    rows = set()
    for file in glob.glob("systems/**/*.c", recursive=True) + glob.glob("web/*.c") + glob.glob("app/*.c"):
        with open(file, encoding="utf-8") as f:
            rows |= {pattern(m.group(2)) for m in ROW.finditer(f.read())}
    findings, uses = [], 0
    for file in sorted(glob.glob("systems/*/pages/*.html") + glob.glob("web/pages/*.html")):
        with open(file, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                for m in USE.finditer(line):
                    use = next(g for g in m.groups() if g is not None)
                    if not use.startswith("/"):
                        continue
                    uses += 1
                    if not any(fits(pattern(use), row) for row in rows):
                        findings.append(f"{file}:{number}: no route for {use}")
    if not findings:
        print("ok check-urls" + ("" if uses else " # SKIP no page with an address yet"))
        return 0
    print(f"not ok check-urls: {len(findings)} findings")
    print("\n".join("# " + f for f in findings))
    return 1


sys.exit(main())
