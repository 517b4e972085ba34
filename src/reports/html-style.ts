import { BASE, PALETTE, variables } from './style.ts';

/** The stylesheet of the HTML report: one column up to 720 px, two from 1080 px, an 8 px rhythm, dark and print. */
export const STYLE = `${BASE}
.bar{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);margin-top:32px}
.bar .page{display:flex;align-items:center;gap:8px 24px;min-height:48px;padding-top:4px;padding-bottom:4px}
.bar b{color:var(--state);white-space:nowrap}
.bar ul{display:none;gap:16px;font-size:13px}
.bar ul a{color:var(--ink);text-decoration:none;white-space:nowrap}.bar ul a:hover{text-decoration:underline}
.bar input{margin-left:auto;min-width:0;width:160px;font:inherit;font-size:13px;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:4px;padding:4px 8px}
h2.start{margin-top:40px}
h3.sub{font-size:18px;line-height:1.4;font-weight:650;margin:40px 0 16px}.sub .n{color:var(--soft);font-weight:400}
.first{margin-top:16px;border-top:1px solid var(--line)}
.first li{border-bottom:1px solid var(--line)}
.first a{display:grid;grid-template-columns:20px 1fr;gap:0 8px;align-items:baseline;padding:8px 0;color:inherit;text-decoration:none}
.first a:hover .t{text-decoration:underline}
.first .t{font-weight:600}.first .where{grid-column:2;color:var(--soft)}
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
.meta a,.ids a{color:inherit}
.cols>div>h4:first-child{margin-top:0}
.copy{position:relative}
.copy pre{padding-right:64px}
.copy button{position:absolute;top:7px;right:8px}
ol.steps{counter-reset:s}
ol.steps li{counter-increment:s;padding-left:24px;position:relative;margin:4px 0}
ol.steps li::before{content:counter(s) ".";position:absolute;left:0;color:var(--soft)}
td.act{font-weight:650}th,.records .act,td.key{white-space:nowrap;overflow-wrap:normal}.records td:nth-child(3){min-width:64px}
td .copy{padding-right:56px}td .copy button{top:-2px;right:0}
.folded li,.plainlist li{padding:6px 0;border-bottom:1px solid var(--line);display:grid;grid-template-columns:20px 1fr;gap:0 8px}
.folded li{border:0;padding:2px 0}
.first .rest{padding:8px 0 8px 28px;color:var(--soft)}.first .rest a{display:inline;padding:0;color:inherit;text-decoration:underline}
svg{display:none;width:100%;max-width:760px;height:auto;font-size:13px;margin-top:8px}
svg text{fill:var(--ink)}svg .soft{fill:var(--soft)}svg .st{fill:var(--state);color:var(--state)}svg .h{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-weight:600}
svg .arc{fill:none;stroke:var(--soft);stroke-width:1.25}svg .tip{fill:var(--soft)}svg .rule{stroke:var(--line)}svg .bg{fill:var(--paper)}
footer.page{padding-top:64px;padding-bottom:48px;font-size:13px;color:var(--soft)}
footer dl{border-top:1px solid var(--line);padding-top:16px}
footer dl{display:grid;gap:4px 24px}
footer dl div{display:grid;grid-template-columns:112px 1fr}
@media (max-width:599px){
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
