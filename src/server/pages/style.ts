import { STYLE } from '../../reports/html-style.ts';

/** The stylesheet of every page: the report's, and what only the server shows. */
export const SERVER_STYLE = `${STYLE}
.top{border-bottom:1px solid var(--line)}
.top .page{display:flex;flex-wrap:wrap;align-items:center;gap:0 24px;min-height:48px}
.top b{white-space:nowrap}.top b a{color:var(--ink);text-decoration:none}
.top ul{display:flex;flex-wrap:wrap;gap:0 16px}
.top li a,.top button{display:inline-block;padding:8px 0;font-size:15px;line-height:24px;color:var(--ink);text-decoration:none}
.top li a:hover,.top button:hover{text-decoration:underline}
.top [aria-current]{font-weight:650;text-decoration:underline}
.top form{margin-left:auto}.top button{border:0;background:none;padding:8px 0}
.skip-link{position:absolute;left:-999px}.skip-link:focus{position:static;display:block;padding:8px 16px}
.frame{padding-bottom:64px}
.facts dt{min-width:88px;overflow-wrap:break-word}
.pic{display:block;width:100%;max-width:none;margin:0}
.bars{height:32px}.bars .pass{fill:var(--pass)}.bars .blocker{fill:var(--blocker)}.bars .medium{fill:var(--medium)}.bars .unknown{fill:var(--unknown)}.bars .none{fill:var(--line)}
.twin{font-size:13px;color:var(--soft)}
.mon{border-top:1px solid var(--line);align-items:start;padding:16px 0;display:grid;gap:8px 32px}
.mon h3{font-size:15px;font-weight:650;display:grid;grid-template-columns:20px 1fr;gap:0 8px;align-items:baseline}
.mon h3 .where{grid-column:2}.mon h3+.twin{padding-left:28px}h2+.mon,p+.mon{margin-top:16px}
h2+p+.copy{margin-top:16px}.copy+.copy{margin-top:8px}
.strip{height:24px}.strip .axis{stroke:var(--line)}.strip .target{stroke:var(--medium)}.strip .failure{stroke:var(--blocker)}.strip .band{fill:var(--soft);opacity:.35}.strip .p{fill:var(--ink)}
.trend{display:grid;grid-template-columns:auto 1fr;gap:4px 8px;font-size:13px;color:var(--soft);margin-top:16px}
.trend .y{display:flex;flex-direction:column;justify-content:space-between;text-align:right;white-space:nowrap}
.trend .x{grid-column:2;display:flex;justify-content:space-between;gap:16px}
.trend svg{height:160px;border-left:1px solid var(--line);border-bottom:1px solid var(--line)}
.trend .line{fill:none;stroke:var(--ink);stroke-width:1.5}.trend .dot{fill:var(--ink)}.trend .deploy{stroke:var(--accent);stroke-dasharray:3 3}.trend .target{stroke:var(--medium)}.trend .failure{stroke:var(--blocker)}
.chart{grid-column:2;min-width:0;overflow:hidden}
.two{display:grid;gap:0 64px}
.rows{margin-top:16px;border-top:1px solid var(--line)}
.rows li{border-bottom:1px solid var(--line);padding:8px 0;display:grid;grid-template-columns:20px 1fr;gap:0 8px}
.rows .sub{grid-column:2;font-size:13px;color:var(--soft)}.rows a{color:var(--ink)}
.none{color:var(--soft)}p.none{margin-top:16px}.hero .meta{margin-top:16px}.said+table{margin-top:24px}
form.stack+.twin{margin-top:16px}
form.stack{max-width:480px;display:grid;gap:16px;margin-top:24px}
label{display:block;font-weight:650}label .hint{display:block;font-weight:400;font-size:13px;color:var(--soft)}
input[type=text],input[type=password],input[type=url],select,textarea{display:block;width:100%;font:inherit;font-weight:400;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:4px;padding:8px 12px;margin-top:4px}
textarea{min-height:96px;resize:vertical}
.lead+p:not(.said),.verdict+p.twin{margin-top:8px}h2+table,h2+p+table,h2+p+div{margin-top:16px}
button.do{font-size:15px;font-weight:650;line-height:24px;padding:8px 16px;border-color:var(--ink);justify-self:start}
button.do:hover{background:var(--code)}
fieldset{border:0;margin:0;padding:0}legend{font-weight:650;padding:0}
.check{display:flex;gap:8px;align-items:baseline;font-weight:400;padding:4px 0}
.said{border-left:4px solid var(--state,var(--accent));padding:8px 16px;margin-top:24px;background:var(--code)}
.ask{display:flex;flex-wrap:wrap;gap:8px;margin-top:24px;max-width:640px}.ask input{flex:1 1 240px;margin:0;font-size:18px}
.line-of{list-style:none;border-left:1px solid var(--line);margin-top:16px}
.line-of li{padding:4px 0 12px 16px}.line-of time,.line-of .by{font-size:13px;color:var(--soft)}
.inline{display:inline}
h3.small{font-size:13px;font-weight:650;margin:16px 0 4px}
.act-row{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;margin-top:16px}
.asking{font-size:13px;color:var(--soft);min-height:20px;margin-top:16px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.u-legend,.u-legend tbody,.u-legend tr,.u-legend th,.u-legend td{display:inline-block;width:auto;border:0;padding:0 4px}.u-legend td::before{content:none!important}
@media (max-width:599px){.top .page{padding-top:8px}.top form{order:1}.top ul{order:2;width:100%;gap:0 12px}.top li a{font-size:13px}}
@media (min-width:720px){.mon{grid-template-columns:minmax(0,4fr) minmax(0,5fr)}.mon .wide{grid-column:1/-1}}
@media (min-width:1080px){.two{grid-template-columns:1fr 1fr}.mon{grid-template-columns:minmax(0,4fr) minmax(0,5fr) minmax(0,4fr)}}
@media (min-width:720px){.mon.part{grid-template-columns:minmax(0,4fr) minmax(0,9fr)}}
@media print{.top,form{display:none}}
`;
