"""Texts that mean harm to a terminal, or that terminals disagree on how to draw: ours, and those of ../shared/data/08-unicode
where it lies beside the project (COMPTOIR_DATA names another place)."""
import json
import os

TEXTS = [
    "A\x1b]0;owned\x07\u202eB\x9b31mC",                 # a title, a turned direction, a colour in eight bits
    "\x1b[2J\x1b[Hwiped", "\x1b]52;c;ZXZpbA==\x07copied", "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\x1bP+q544e\x1b\\asked", "\x1b[6n\x1b[c\x05who", "\x1b[?1049lback", "\x0e\x0fshifted", "a\rb\nc\u2028d\u2029e\x0bf\x0cg",
    "\x9d0;eight bits\x9c", "bell\x07bell\x07", "del\x7fdel", "nul\x00nul", "tab\ttab\ttab",
    "\u2066left\u2069\u2067right\u2069\u200f\u200e\u061c", "\u202d\u202e\u202c", "zero\u200bwidth\u200d\u2060\ufeff",
    "é" * 40, "e\u0301" * 60, "Z" + "\u0301\u0302\u0303\u0304" * 40, "\u0301alone", "漢字" * 40, "한국어" * 30, "\u1112\u1161\u11ab" * 20,
    "👩‍👩‍👧‍👦" * 10, "🇫🇷🇩🇪" * 8, "✏️✏🏽", "👩🏽‍🔧" * 5, "👍🏿", "ﷺ" * 10, "العربية" * 10, "עברית 123 € 1 250,00", "ไทยกำลัง" * 5,
    "\u2e3b" * 5, "½ ¾ ℅ ℆", "①②③㊿", "\U000e0041\U000e0042", "\ue000\uf8ff\U0010fffd", "\ufffd\ufffe", "x" * 4096, "€" * 1400, "👩‍🔧" * 400,
    "", " ", "\u00a0", "\u3000wide blank", "--help", "'; drop table contact; --", "%s%n%x", "../../etc/passwd", "<b>bold</b>", "{label}: {value}",
]
data = os.path.join(os.environ.get("COMPTOIR_DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/data")), "08-unicode")


def lines(name, **how):
    try:
        with open(os.path.join(data, name), encoding="utf-8", **how) as f:
            return f.read().split("\n")
    except OSError:
        return []


TEXTS += json.loads("\n".join(lines("blns.json")) or "[]")
TEXTS += lines("UTF-8-demo.txt") + [line for line in lines("utf8_sequence_0-0xfff_assigned_printable.txt")]
TEXTS += ["".join(chr(int(c, 16)) for c in line.split(";")[0].split()) for line in lines("emoji-zwj-sequences.txt")[::10]
          if line and line[0] not in "#\n"]
TEXTS += ["".join(chr(int(c, 16)) for c in line.split("#")[0].replace("÷", " ").replace("×", " ").split())
          for line in lines("GraphemeBreakTest.txt") if line and not line.startswith("#") and "D800" not in line]


def known(code):
    """The rig's terminal has the widths of Unicode 9; what came later it takes for narrow, as old terminals do."""
    return code < 0x1F6D3 or 0x1F6E0 <= code <= 0x1F6F6 or 0x1F700 <= code < 0x1F7E0 or 0x1F910 <= code <= 0x1F91E \
        or 0x1F920 <= code <= 0x1F927 or code == 0x1F930 or 0x1F933 <= code <= 0x1F93E or 0x1F940 <= code <= 0x1F94B \
        or 0x1F950 <= code <= 0x1F95E or 0x1F980 <= code <= 0x1F991 or code == 0x1F9C0 or code >= 0x1FAD7


TEXTS = [text for text in TEXTS if all(known(ord(c)) for c in text)]
