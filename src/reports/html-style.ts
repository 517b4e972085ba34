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

const variables = (theme: Readonly<Record<string, string>>): string =>
  Object.entries(theme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** The stylesheet of the HTML report: one column up to 720 px, two from 1080 px, an 8 px rhythm, dark and print. */
export const STYLE = `
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
.bar{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);margin-top:32px}
.bar .page{display:flex;align-items:center;gap:8px 24px;min-height:48px;padding-top:4px;padding-bottom:4px}
.bar b{color:var(--state);white-space:nowrap}
.bar ul{display:none;gap:16px;font-size:13px}
.bar ul a{color:var(--ink);text-decoration:none;white-space:nowrap}.bar ul a:hover{text-decoration:underline}
.bar input{margin-left:auto;min-width:0;width:160px;font:inherit;font-size:13px;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:4px;padding:4px 8px}
section{padding:48px 0 0}
h2{font-size:24px;line-height:1.33;font-weight:700;letter-spacing:-.005em}
h2 .n{color:var(--soft);font-weight:400}
h2.start{margin-top:40px}
h3.sub{font-size:18px;line-height:1.4;font-weight:650;margin:40px 0 16px}.sub .n{color:var(--soft);font-weight:400}
h2+p{color:var(--soft);max-width:72ch;margin-top:4px}
.first{margin-top:16px;border-top:1px solid var(--line)}
.first li{border-bottom:1px solid var(--line)}
.first a{display:grid;grid-template-columns:20px 1fr;gap:0 8px;align-items:baseline;padding:8px 0;color:inherit;text-decoration:none}
.first a:hover .t{text-decoration:underline}
.first .t{font-weight:600}.first .where{grid-column:2;color:var(--soft)}
.where{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px;font-weight:400;color:var(--soft)}
.f{border-top:1px solid var(--line);padding:24px 0 32px;margin-top:24px}
.f+.f{margin-top:0}
.f h3{display:grid;grid-template-columns:20px 1fr;gap:0 8px;align-items:baseline;font-size:18px;line-height:1.4;font-weight:650}
.f h3 .where{grid-column:2;font-size:13px}
details.f{padding:0}
details.f>summary{padding:12px 0;cursor:pointer;list-style:none;position:relative;padding-right:32px}
details.f>summary::-webkit-details-marker{display:none}
details.f>summary::after{content:"+";position:absolute;right:8px;top:12px;color:var(--soft);font:18px/1.4 ui-monospace,Menlo,monospace}
details.f[open]>summary::after{content:"–"}
details.f>summary h3{font-size:15px;line-height:1.5}
details.f>summary:hover .t{text-decoration:underline}
details.f[open]{padding-bottom:32px}
details.f+details.f{margin-top:0}
.cols{display:grid;gap:24px;margin:12px 0 0 28px}
.cols>div{min-width:0}
.proof{max-width:72ch}
.cols p+p,.cols p+ul,.cols ul+p{margin-top:8px}
.why{color:var(--soft);max-width:72ch}
.meta{font-size:13px;color:var(--soft)}
.meta a,.ids a{color:inherit}
h4{font-size:13px;line-height:1.5;font-weight:650;margin:16px 0 4px;color:var(--soft)}
.cols>div>h4:first-child{margin-top:0}
.copy{position:relative}
pre{background:var(--code);border-radius:4px;padding:8px 12px;white-space:pre-wrap;tab-size:2}
.copy pre{padding-right:64px}
button{font:inherit;font-size:13px;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:0 8px;cursor:pointer;line-height:22px}
button:hover{border-color:var(--ink)}
.copy button{position:absolute;top:7px;right:8px}
ol.steps{counter-reset:s}
ol.steps li{counter-increment:s;padding-left:24px;position:relative;margin:4px 0}
ol.steps li::before{content:counter(s) ".";position:absolute;left:0;color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:13px}
th{text-align:left;font-weight:400;color:var(--soft)}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.act{font-weight:650}th,.records .act,td.key{white-space:nowrap;overflow-wrap:normal}.records td:nth-child(3){min-width:64px}
td .copy{padding-right:56px}td .copy button{top:-2px;right:0}
details.more{margin-top:8px;font-size:13px}
details.more>summary{cursor:pointer;color:var(--soft)}
details.more pre{margin-top:8px;max-height:320px;overflow:auto}
.folded li,.plainlist li{padding:6px 0;border-bottom:1px solid var(--line);display:grid;grid-template-columns:20px 1fr;gap:0 8px}
.folded li{border:0;padding:2px 0}
.plainlist{margin-top:16px;border-top:1px solid var(--line)}
.plainlist .sub{grid-column:2;color:var(--soft);font-size:13px}.plainlist .line{display:block}
.compact{margin-top:16px;display:grid;gap:0 32px}
.compact li{display:grid;grid-template-columns:20px 1fr;gap:0 8px;padding:4px 0}
figure{margin-top:16px}
.first .rest{padding:8px 0 8px 28px;color:var(--soft)}.first .rest a{display:inline;padding:0;color:inherit;text-decoration:underline}
svg{display:none;width:100%;max-width:760px;height:auto;font-size:13px;margin-top:8px}
svg text{fill:var(--ink)}svg .soft{fill:var(--soft)}svg .st{fill:var(--state);color:var(--state)}svg .h{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-weight:600}
svg .arc{fill:none;stroke:var(--soft);stroke-width:1.25}svg .tip{fill:var(--soft)}svg .rule{stroke:var(--line)}svg .bg{fill:var(--paper)}
footer.page{padding-top:64px;padding-bottom:48px;font-size:13px;color:var(--soft)}
footer dl{border-top:1px solid var(--line);padding-top:16px}
footer dl{display:grid;gap:4px 24px}
footer dl div{display:grid;grid-template-columns:112px 1fr}
[hidden]{display:none!important}
@media (max-width:599px){
table,tbody,tr,td{display:block;width:100%}thead{display:none}
tr{padding:8px 0;border-bottom:1px solid var(--line)}
td{border:0;padding:1px 0}td:not(.act)::before{content:attr(data-l);display:inline-block;min-width:88px;margin-right:8px;color:var(--soft)}
td.wide::before{display:block}td.none{display:none}
details.map::details-content{content-visibility:visible;display:block;block-size:auto}details.map>summary{display:none}
.cols{margin-left:0}
.lead{font-size:18px}
.bar input{width:128px}
}
@media (min-width:600px){.first a{grid-template-columns:20px 1fr auto}.first .where{grid-column:3;max-width:320px;text-align:right}.plainlist,.facts,.first{font-size:15px}}
@media (min-width:720px){.page{padding:0 32px}.bar ul{display:flex}svg{display:block}.compact{grid-template-columns:1fr 1fr}footer dl{grid-template-columns:1fr 1fr}}
@media (min-width:1080px){
.hero{display:grid;grid-template-columns:minmax(0,1fr) 336px;gap:0 64px}.facts{align-self:end}
.cols{grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:48px}
.f h3 .where{grid-column:auto}.f h3{grid-template-columns:20px auto 1fr}.f h3 .where{padding-left:8px}
.compact{grid-template-columns:1fr 1fr 1fr}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
:root{color-scheme:light;${variables(PALETTE.light)};--paper:#fff}
@page{margin:16mm 14mm}
body{font-size:9.5pt}code,pre,.mono,.where,.meta,table,h4{font-size:8pt}.lead{font-size:15pt}h2{font-size:15pt}h3.sub{font-size:12pt;margin:16px 0 8px}.f h3{font-size:12pt}details.f>summary h3{font-size:11pt}.cols{margin-top:4px}.cols p+p,.cols p+ul{margin-top:3px}h4{margin:8px 0 2px}pre{padding:4px 8px}.f{padding:12px 0 8px;margin-top:12px}.page{max-width:none;padding:0}
.bar,button,input{display:none!important}
section{padding-top:24px}.kicker{padding-top:0}.verdict{margin:8px 0}.facts{display:grid;grid-template-columns:1fr 1fr;gap:0 24px;margin-top:12px}.facts div,.first a{padding:4px 0}h2.start{margin-top:20px}.first{margin-top:8px}
.f,details.f{break-inside:auto;padding-bottom:12px}.f h3,h2,h2+p,h4,summary,figcaption{break-after:avoid}svg{break-inside:avoid}pre,tr,.first li,.plainlist li{break-inside:avoid}
pre{max-height:none!important;border:1px solid var(--line);background:none}
.cols{grid-template-columns:1fr;gap:8px}
details.f>summary::after{content:""}
details.f::details-content{content-visibility:visible;display:block;block-size:auto}
details.more,details.f .prompt,#passed .where{display:none}
.compact{grid-template-columns:1fr 1fr 1fr;gap:0 16px;font-size:8pt}.compact li{padding:1px 0}
svg{display:block}
a{color:inherit;text-decoration:none}.learn a::after{content:" (" attr(href) ")";color:var(--soft)}
.fresh{break-before:page}
}
`;
