/** Colours of paper, ink and states in both themes; every ink has 4.5:1 or better on paper and on code. */
export const PALETTE = {
  light: {
    paper: '#fbfaf6',
    code: '#f3f1ea',
    line: '#d9d5ca',
    ink: '#1c1b18',
    soft: '#5f5b52',
    accent: '#1d4f91',
    blocker: '#b3261e',
    high: '#944600',
    medium: '#6d5900',
    low: '#52606d',
    pass: '#1f6b3a',
    unknown: '#6a3fa0',
  },
  dark: {
    paper: '#171614',
    code: '#22201d',
    line: '#3b3832',
    ink: '#ebe8e1',
    soft: '#aba79d',
    accent: '#9cc0ff',
    blocker: '#ff8f85',
    high: '#ffb26b',
    medium: '#e3cc6a',
    low: '#a9b7c4',
    pass: '#84d19c',
    unknown: '#c9aef6',
  },
} as const;

/** A theme as custom properties. */
export const variables = (theme: Readonly<Record<string, string>>): string =>
  Object.entries(theme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** What every page of ours shares: themes, type, marks, tables that turn into lists, the 8 px rhythm. The report and the server lay theirs over it. */
export const BASE = `
:root{color-scheme:light dark;${variables(PALETTE.light)}}
@media (prefers-color-scheme:dark){:root{${variables(PALETTE.dark)}}}
*{box-sizing:border-box}
html{scroll-padding-top:64px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.page{max-width:1160px;margin:0 auto;padding:0 16px}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,pre,table{margin:0;padding:0}
ul,ol{list-style:none}
a{color:var(--accent);text-underline-offset:3px;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
.soft{color:var(--soft)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.blocker{--state:var(--blocker)}.high{--state:var(--high)}.medium{--state:var(--medium)}.low,.skip,.ignored{--state:var(--low)}.pass{--state:var(--pass)}.unknown{--state:var(--unknown)}
.mark{color:var(--state);font-family:ui-monospace,Menlo,Consolas,monospace;font-weight:400}
.kicker{padding-top:32px;color:var(--soft)}
.kicker b{color:var(--ink)}
.verdict{font-size:40px;line-height:1.1;font-weight:800;letter-spacing:-.01em;color:var(--state);margin:24px 0 16px}
.verdict .mark{font-weight:inherit;margin-right:.3em;font-size:.75em;vertical-align:.06em}
.lead{font-size:24px;line-height:1.33;max-width:36em;text-wrap:pretty}
.tally{display:flex;flex-wrap:wrap;gap:4px 24px;margin:24px 0 0}
.tally .none{color:var(--soft)}.tally .none .mark{color:inherit}
.facts{margin:24px 0 0;border-top:1px solid var(--line)}
.facts div{display:flex;justify-content:space-between;gap:16px;padding:8px 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft)}.facts dd{text-align:right;font-weight:600}
section{padding:48px 0 0}
h2{font-size:24px;line-height:1.33;font-weight:700;letter-spacing:-.005em}
h2 .n{color:var(--soft);font-weight:400}
h2+p{color:var(--soft);max-width:72ch;margin-top:4px}
.where{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px;font-weight:400;color:var(--soft)}
.meta{font-size:13px;color:var(--soft)}
h4{font-size:13px;line-height:1.5;font-weight:650;margin:16px 0 4px;color:var(--soft)}
pre{background:var(--code);border-radius:4px;padding:8px 12px;white-space:pre-wrap;tab-size:2}
button{font:inherit;font-size:13px;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:0 8px;cursor:pointer;line-height:22px}
button:hover{border-color:var(--ink)}
table{border-collapse:collapse;width:100%;font-size:13px}
th{text-align:left;font-weight:400;color:var(--soft)}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
details.more{margin-top:8px;font-size:13px}
details.more>summary{cursor:pointer;color:var(--soft)}
details.more pre{margin-top:8px;max-height:320px;overflow:auto}
.plainlist{margin-top:16px;border-top:1px solid var(--line)}
.plainlist .sub{grid-column:2;color:var(--soft);font-size:13px}.plainlist .line{display:block}
.compact{margin-top:16px;display:grid;gap:0 32px}
.compact li{display:grid;grid-template-columns:20px 1fr;gap:0 8px;padding:4px 0}
figure{margin-top:16px}
[hidden]{display:none!important}
@media (max-width:599px){
table,tbody,tr,td{display:block;width:100%}thead{display:none}
tr{padding:8px 0;border-bottom:1px solid var(--line)}
td{border:0;padding:1px 0}td:not(.act)::before{content:attr(data-l);display:inline-block;min-width:88px;margin-right:8px;color:var(--soft)}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
