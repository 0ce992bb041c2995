/** The page's only style sheet: light and dark by the reader's system, one column on a phone. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f8;--card:#fff;--text:#1a1f26;--faint:#5b6672;--line:#dfe3e8;--track:#edf0f3;
--a:#2563c4;--b:#c2571a;--c:#b9c4d2;--good:#237a4b;--bad:#b3261e;--warn:#fff4d6;--warn-line:#e0b030}
@media(prefers-color-scheme:dark){:root{--page:#101418;--card:#181d23;--text:#e4e8ec;--faint:#98a4b0;--line:#2c343d;--track:#232a32;
--a:#6aa5ff;--b:#f0985a;--c:#46525f;--good:#62c48d;--bad:#f28b82;--warn:#2e2712;--warn-line:#8a6d1c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
header{margin-bottom:1.25rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.4rem 0;max-width:46rem}
code{font:.9em ui-monospace,monospace}
.faint,th,dt,.label{color:var(--faint)}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;margin:0 0 1rem}
.warnings{background:var(--warn);border-color:var(--warn-line)}
ul.plain{margin:.4rem 0;padding-left:1.2rem;max-width:46rem}
ul.plain li{margin:.25rem 0}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:1rem 0 0;list-style:none}
.tiles li{flex:1 1 8.6rem;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem;background:var(--card)}
.tiles b{display:block;white-space:nowrap;font-size:1.2rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.tiles span{color:var(--faint);font-size:.85rem;line-height:1.3;display:block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th{font-weight:500;text-align:left;font-size:.85rem}
td:first-child{min-width:6.5rem}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td.number,th.number{text-align:right}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.3rem 1rem;margin:.5rem 0}
dt,dd{margin:0}
.bars{list-style:none;margin:.5rem 0;padding:0;display:grid;gap:.45rem}
.bars li{display:grid;grid-template-columns:minmax(7rem,13rem) minmax(6rem,1fr) minmax(7.5rem,auto);gap:.75rem;align-items:center;font-size:.92rem}
.bars svg{width:100%;height:1rem;border-radius:.2rem}
.value{font-variant-numeric:tabular-nums}
.track{fill:var(--track)}.rest,.bound{fill:var(--c)}.used{fill:var(--a)}.proved{fill:var(--a);opacity:.45}.limit{fill:var(--b)}
.mark{stroke:var(--b);stroke-width:2;vector-effect:non-scaling-stroke;fill:none}
.fits{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:1.25rem}
.fit p{font-size:.88rem;line-height:1.4}
.features{list-style:none;padding:0;margin:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(11rem,100%),1fr));gap:.7rem 1rem;font-size:.92rem}
.fit svg{width:100%;height:auto;display:block}
.fit h3{margin:.25rem 0}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:1.25rem}
.plots figure{margin:0}.plots svg{width:100%;height:auto;display:block}.plots figcaption{font-weight:600;margin:0 0 .3rem}
.line.clear,.line.before{stroke:var(--a)}.line.encrypted,.line.after{stroke:var(--b);stroke-dasharray:5 4}.line.ideal{stroke:var(--faint);stroke-width:1;stroke-dasharray:2 3}
.point.clear,.point.before{fill:none;stroke:var(--a);stroke-width:2}.point.encrypted,.point.after{fill:var(--b)}
.line.exact{stroke:var(--a)}.line.fitted{stroke:var(--b);stroke-dasharray:5 3}.line.difference{stroke:var(--b)}
.grid{stroke:var(--line);fill:none}
.tick{fill:var(--faint);font:12px system-ui,sans-serif}
.counts{fill:var(--c)}
.legend{font-size:.88rem;color:var(--faint)}
.key{margin-right:1rem}
.key::before{content:"";display:inline-block;width:1rem;height:.6rem;border-radius:.15rem;margin-right:.35rem}
.key-a::before{background:var(--a)}.key-b::before{background:var(--b)}.key-c::before{background:var(--c)}.key-p::before{background:var(--a);opacity:.45}
.good{color:var(--good)}.bad{color:var(--bad)}
footer{color:var(--faint);font-size:.85rem}
@media(max-width:40rem){main{padding:1rem .6rem 3rem}section{padding:.9rem .85rem}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
.bars{gap:.7rem}.bars li{grid-template-columns:1fr auto;gap:.1rem .75rem}.bars svg{grid-row:2;grid-column:1/-1}}
@media print{body{background:#fff}section{break-inside:avoid}}
`;
