function Get-DiagnosticStyle {
    [CmdletBinding()]
    [OutputType([string])]
    param()

    @'
:root {
  color-scheme: light dark;
  --page:#f6f7f9; --card:#ffffff; --line:#dde1e6; --text:#1c2128; --quiet:#59636e; --link:#0969da; --code:#eef1f4;
  --error:#b3261e; --error-soft:#fdeceb; --warning:#8a5a00; --warning-soft:#fff4dc; --note:#2f5f9e; --note-soft:#e8f0fb;
  --good:#1a7f37; --good-soft:#e4f5e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page:#0f1318; --card:#171c23; --line:#2c343e; --text:#e4e9ef; --quiet:#98a3b0; --link:#6cb0ff; --code:#212932;
    --error:#ff8a80; --error-soft:#3a1c1b; --warning:#f2c14e; --warning-soft:#352a10; --note:#8fbcff; --note-soft:#172840;
    --good:#6fd08c; --good-soft:#14301d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 24px 64px; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 1.15rem; margin: 40px 0 12px; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 6px 0; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, .path, td.id { font-family: Consolas, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; font-size: .86em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.facts { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 12px 0 0; padding: 0; }
.facts div { min-width: 0; }
.facts dt { color: var(--quiet); font-size: .8rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tally { display: flex; flex-wrap: wrap; gap: 12px; margin: 22px 0 0; padding: 0; list-style: none; }
.tally li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 18px; min-width: 110px; }
.tally b { display: block; font-size: 1.6rem; line-height: 1.2; }
.tally .error b { color: var(--error); } .tally .warning b { color: var(--warning); } .tally .note b { color: var(--note); }
.tally .zero b { color: var(--quiet); }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--quiet); border-radius: 8px; padding: 13px 18px; margin: 0 0 10px; }
.finding.error { border-left-color: var(--error); } .finding.warning { border-left-color: var(--warning); } .finding.note { border-left-color: var(--note); }
.finding header { display: flex; align-items: baseline; gap: 10px; }
.finding h3 { flex: 1; overflow-wrap: anywhere; }
.finding .code { flex: none; color: var(--quiet); }
.finding .advice::before { content: "What to do: "; font-weight: 600; }
.finding .detail { color: var(--quiet); overflow-wrap: anywhere; }
.finding .evidence { font-size: .9rem; }
.badge { display: inline-block; border-radius: 999px; padding: 1px 9px; font-size: .76rem; font-weight: 600; white-space: nowrap; background: var(--code); color: var(--quiet); }
.badge.error, .badge.failed, .badge.timed-out { background: var(--error-soft); color: var(--error); }
.badge.warning, .badge.partial { background: var(--warning-soft); color: var(--warning); }
.badge.note { background: var(--note-soft); color: var(--note); }
.badge.ok { background: var(--good-soft); color: var(--good); }
.clean { background: var(--good-soft); color: var(--good); border-radius: 8px; padding: 14px 18px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-weight: 600; font-size: .8rem; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td ul { margin: 0; padding: 0; list-style: none; }
td li { overflow-wrap: anywhere; }
td.id { white-space: nowrap; }
details { margin: 0 0 10px; }
details > summary { cursor: pointer; margin: 0 0 8px; color: var(--link); }
.nowrap { white-space: nowrap; }
footer { margin-top: 40px; color: var(--quiet); font-size: .86rem; }
@media print { body { background:#fff; } main { max-width: none; padding: 0; } .finding { break-inside: avoid; } }
'@
}
