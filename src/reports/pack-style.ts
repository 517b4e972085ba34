/** What a handover adds to the report's style. */
export const PACK_STYLE = `
.hand h2{scroll-margin-top:64px}
.hand section>*+*{margin-top:16px}
.hand section>h2+p{margin-top:4px}
.hand p,.hand ul,.hand ol{max-width:72ch}
.hand .score{font-size:40px;line-height:1.1;font-weight:800;letter-spacing:-.01em;margin:24px 0 16px}
.boxes{margin-top:24px;border-top:1px solid var(--line)}
.boxes li{display:grid;grid-template-columns:20px 1fr;gap:0 8px;padding:8px 0;border-bottom:1px solid var(--line)}
.boxes .sub{grid-column:2;color:var(--soft)}
.hand .toc,.hand .boxes{max-width:none}
.toc{margin-top:24px;display:grid;gap:0 32px}
.toc li{padding:4px 0;border-bottom:1px solid var(--line);display:flex;justify-content:space-between;gap:16px}
.toc .n{color:var(--unknown);white-space:nowrap}
.known{border-top:1px solid var(--line)}
.known>div{padding:8px 0;border-bottom:1px solid var(--line);display:grid;gap:0 24px}
.known dt{color:var(--soft)}
.known dd{max-width:72ch}
.known .u{color:var(--unknown);font-weight:650}
.known .src{font-size:13px;color:var(--soft)}
.bullets li{padding-left:24px;position:relative;margin:4px 0}
.bullets li::before{content:"–";position:absolute;left:0;color:var(--soft)}
.cards{display:grid;gap:0 48px}
.card{padding:16px 0;border-top:1px solid var(--line)}
.card h3{font-size:18px;line-height:1.4;font-weight:650}
.card .seen{color:var(--blocker)}
.card ol{margin-top:4px}
.terms div{padding:4px 0}
.terms dt{font-weight:650}
.note{border-left:2px solid var(--line);padding-left:16px;white-space:pre-wrap}
.note.none{color:var(--soft)}
.hand table{table-layout:auto}
@media (max-width:599px){.hand td:empty{display:none}.hand section>table td:not(:empty){display:grid;grid-template-columns:112px 1fr}.hand section>table td::before{min-width:0}}
.hand h3.sub{margin:24px 0 0}.hand h3.sub+*{margin-top:8px}
@media (min-width:720px){.known>div{grid-template-columns:minmax(0,5fr) minmax(0,9fr)}.known .src{grid-column:2}.toc{grid-template-columns:1fr 1fr}.terms{columns:2;column-gap:48px}.terms div{break-inside:avoid}}
@media (min-width:1080px){.cards{grid-template-columns:1fr 1fr}.toc{grid-template-columns:1fr 1fr 1fr}}
@media print{.known .src{font-size:8pt}.toc a{color:inherit}.hand section>*+*{margin-top:8px}.card,.known>div,.boxes li{break-inside:avoid;padding:6px 0}.page-of-its-own{break-before:page;break-after:page}.hand .score{font-size:26pt}.note.none{min-height:32px}.cards{grid-template-columns:1fr 1fr;gap:0 16px}.card h3{font-size:11pt}}
`;
