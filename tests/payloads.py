"""Thirty texts that would run, or ask another server, if a page took them for markup."""

from html.parser import HTMLParser

MARK = "zoqix"  # letters that random ids lack
PAYLOADS = [
    f"<script>{MARK}()</script>",
    f"<ScRiPt src=//{MARK}.example></sCrIpT>",
    f"</title><script>{MARK}()</script>",
    f"</textarea><script>{MARK}()</script>",
    f'"><script>{MARK}()</script>',
    f"'><script>{MARK}()</script>",
    f"--><script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f'" onmouseover="{MARK}()',
    f"' onfocus='{MARK}()' autofocus='",
    f" autofocus onfocus={MARK}() ",
    f"<svg onload={MARK}()>",
    f"<svg><script>{MARK}()</script></svg>",
    f"<svg><animate onbegin={MARK}() attributeName=x>",
    f"<math><mi xlink:href=javascript:{MARK}()>x",
    f"<iframe srcdoc='<script>{MARK}()</script>'>",
    f"<iframe src=javascript:{MARK}()>",
    f"<a href=javascript:{MARK}()>x</a>",
    f"<form action=//{MARK}.example><button>x",
    f"<button formaction=javascript:{MARK}()>x",
    f"<base href=//{MARK}.example/>",
    f"<meta http-equiv=refresh content=0;url=//{MARK}.example>",
    f"<link rel=stylesheet href=//{MARK}.example>",
    f"<style>@import '//{MARK}.example'</style>",
    f"<object data=//{MARK}.example></object>",
    f"<embed src=//{MARK}.example>",
    f"<video><source onerror={MARK}()></video>",
    f"<div hx-get=//{MARK}.example hx-trigger=load>x</div>",
    f"<div data-hx-on:load={MARK}() hx-on::load={MARK}()>x</div>",
    f"{{{{ {MARK} }}}}{{% {MARK} %}}${{{MARK}}}<%= {MARK} %>",
]
# Names that people or files may bring, each a trick on another format
NAMES = {
    "image": f"<img src=x onerror={MARK}()>",
    "end of script": f"</script><script>{MARK}()</script><!--",
    "end of drawing": f"</text></svg><script>{MARK}()</script>",
    "template": f"{{{{ {MARK} }}}}{{% {MARK} %}}",
    "link": f"[x](javascript:{MARK}()) https://{MARK}.example",
    "command": f"=cmd|' /C {MARK}'!A0",
    "sum": "@SUM(A1:A9)",
    "plus": "+1+1",
    "minus": "-1+1",
    "wide": "＝1+1",
    "tab": "\t=1+1",
    "right to left": "\u202egnp.\u200fexe\u2067",
    "long": "x" * 120,
    "typst": '#{read("/etc/passwd")}[]$@ #panic() *b* _i_ `c` <l> // /* \\',
    "lines": "one\ntwo\r\nthree",
}


class _Alive(HTMLParser):
    """Tags and handlers that a text became."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.data_block = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.data_block = tag == "script" and given.get("type") == "application/json"
        handlers = [name for name in given if name.startswith(("on", "hx-", "data-hx"))]
        links = [
            given[name]
            for name in ("href", "src", "srcdoc", "action", "formaction")
            if MARK in (given.get(name) or "")
        ]
        if handlers or links:
            self.found.append((tag, attrs))

    def handle_data(self, text):
        if self.cdata_elem == "script" and not self.data_block and MARK in text:
            self.found.append((self.cdata_elem, text))


def what_came_alive(page):
    """Tags, handlers and scripts that texts with MARK became."""
    alive = _Alive()
    alive.feed(page)
    return alive.found
