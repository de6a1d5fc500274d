/* How the page looks: on paper, on a phone, by day and by night. */
#include "page.h"

/*
 * Texts have a contrast of 4.5 and more against what is behind them, lines and marks
 * of 3 (WCAG 2.2, 1.4.3 and 1.4.11), by day and by night.
 */
static const char *const colours[] = {
	":root{color-scheme:light dark;",
	"--page:#f6f7f8;--card:#fff;--text:#1c232d;--soft:#566070;--edge:#dde1e6;--grid:#e7eaee;",
	"--axis:#7d8794;--good:#17693f;--goodbg:#e6f4ec;--look:#855000;--lookbg:#fdf2dc;",
	"--stop:#a3222d;--stopbg:#fdeaea;--heat:38,99,201;--fade:#0004;",
	"--s0:#68717f;--s1:#2563c9;--s2:#b4530a;--s3:#16794c;--s4:#7c3aad;--s5:#0f7285;",
	"--s6:#b3205c;--s7:#6b6610}\n",
	"@media (prefers-color-scheme:dark){:root{",
	"--page:#12151a;--card:#1a1e25;--text:#e6e9ee;--soft:#a6afbc;--edge:#2f3640;--grid:#2a3039;",
	"--axis:#78828f;--good:#7ad7a5;--goodbg:#16311f;--look:#f0bd66;--lookbg:#362a12;",
	"--stop:#ff9c9c;--stopbg:#3d1a1d;--heat:110,165,255;--fade:#fff5;",
	"--s0:#a6afbc;--s1:#7cb0ff;--s2:#f0a05a;--s3:#5fcf98;--s4:#c9a0f0;--s5:#5cc6d8;",
	"--s6:#f08ab2;--s7:#cfc860}}\n",
	"@media print{:root{color-scheme:light;",
	"--page:#fff;--card:#fff;--text:#000;--soft:#444;--edge:#bbb;--grid:#e2e2e2;",
	"--axis:#777;--good:#17693f;--goodbg:#fff;--look:#855000;--lookbg:#fff;",
	"--stop:#a3222d;--stopbg:#fff;--heat:38,99,201;--fade:transparent;",
	"--s0:#68717f;--s1:#2563c9;--s2:#b4530a;--s3:#16794c;--s4:#7c3aad;--s5:#0f7285;",
	"--s6:#b3205c;--s7:#6b6610}}\n",
};

static const char *const texts[] = {
	"*{box-sizing:border-box}\n",
	"body{margin:0 auto;max-width:80rem;padding:2rem 1.5rem 3rem;background:var(--page);",
	"color:var(--text);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',",
	"Arial,sans-serif;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}\n",
	"h1{margin:0 0 .25rem;font-size:1.75rem;line-height:1.2;letter-spacing:-.01em}\n",
	"h2{margin:0 0 .75rem;font-size:1.1rem;line-height:1.3}\n",
	"h3{margin:1rem 0 .25rem;font-size:1rem}\n",
	"header p{margin:0;color:var(--soft)}\n",
	"section,.card{margin:1.25rem 0 0;padding:1.25rem;background:var(--card);",
	"border:1px solid var(--edge);border-radius:.6rem}\n",
	".grid{display:grid;gap:1.25rem;margin-top:1.25rem}\n",
	".grid .card{margin:0;min-width:0}\n",
	"@media (min-width:58rem){.grid{grid-template-columns:1fr 1fr;align-items:start}}\n",
	"figcaption{margin-top:.75rem}\n",
	"figcaption p,section p{margin:.4rem 0 0;max-width:65ch}\n",
	".note,.unit,small{color:var(--soft);font-size:.875rem}\n",
	".unit{margin:0 0 .1rem}\n",
	"ul.short{margin:0;padding:0;list-style:none;font-size:1.1rem}\n",
	"ul.short li+li{margin-top:.4rem}\n",
	"code{font:.9em ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}\n",
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin:.5rem 0 0}\n",
	"dt{font-weight:600}dd{margin:0;min-width:0}\n",
	"@media (max-width:40rem){body{padding:1rem .6rem 2rem}section,.card{padding:.9rem}",
	"dl{display:block}dd{margin:0 0 .5rem}h1{font-size:1.45rem}}\n",
};

static const char *const badges[] = {
	"ul.badges{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));",
	"gap:.75rem;margin:0;padding:0;list-style:none}\n",
	".badges li{padding:.7rem .85rem;border:1px solid var(--edge);border-left:4px solid;",
	"border-radius:.4rem}\n",
	".badges b{display:block}.badges p{margin:.15rem 0 0;font-size:.9rem;color:var(--text)}\n",
	".badges .word{float:right;margin-left:.5rem;padding:0 .5rem;border-radius:1rem;",
	"font-size:.85rem;font-weight:600}\n",
	".good{border-left-color:var(--good)!important}.good .word{color:var(--good);",
	"background:var(--goodbg)}\n",
	".look{border-left-color:var(--look)!important}.look .word{color:var(--look);",
	"background:var(--lookbg)}\n",
	".stop{border-left-color:var(--stop)!important}.stop .word{color:var(--stop);",
	"background:var(--stopbg)}\n",
	".none{border-left-color:var(--axis)!important}.none .word{color:var(--soft)}\n",
};

static const char *const tables[] = {
	".box{overflow-x:auto;max-width:100%;",
	"background:linear-gradient(90deg,var(--card) 30%,transparent) 0 0/3rem 100% no-repeat local,",
	"linear-gradient(270deg,var(--card) 30%,transparent) 100% 0/3rem 100% no-repeat local,",
	"radial-gradient(farthest-side at 0 50%,var(--fade),transparent) 0 0/.8rem 100% no-repeat,",
	"radial-gradient(farthest-side at 100% 50%,var(--fade),transparent) 100% 0/.8rem 100% ",
	"no-repeat}\n",
	".box:focus-visible,summary:focus-visible{outline:2px solid var(--s1);outline-offset:2px}\n",
	"table{min-width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;",
	"font-size:.9rem;overflow-wrap:normal}\n",
	"caption{padding:.75rem 0 .3rem;text-align:left;font-weight:600;overflow-wrap:anywhere}\n",
	"th,td{padding:.32rem .5rem;text-align:right;vertical-align:baseline;white-space:nowrap}\n",
	"th{font-weight:600}thead th{color:var(--soft);border-bottom:1px solid var(--axis)}\n",
	"tbody th,th.name,td.name{text-align:left}\n",
	"tbody th,td.name{white-space:normal;overflow-wrap:anywhere;min-width:5.5rem;max-width:16rem}\n",
	"tbody th[rowspan]{vertical-align:top}tr.row th{font-weight:400}\n",
	"tbody+tbody{border-top:1px solid var(--edge)}\n",
	"tbody.all{border-top:2px solid var(--axis)}\n",
	"td small{display:block;font-size:.93em;line-height:1.25}\n",
	"td.heat{background:rgba(var(--heat),var(--share));text-align:center}\n",
	"table.moves td,table.moves thead th{text-align:center}\n",
	"td.heat small{color:var(--text)}\n",
	"td.clear{font-weight:700}td b{white-space:nowrap}td.zero,td.zero small{color:var(--soft)}\n",
	"details{margin-top:.6rem}summary{cursor:pointer;color:var(--soft);font-size:.9rem}\n",
};

static const char *const drawings[] = {
	"figure svg{display:block;width:100%;height:auto;overflow:visible}\n",
	"svg text{font-family:inherit;font-size:13px;fill:var(--text)}\n",
	"svg .tick,svg .label,svg .head{fill:var(--soft);font-size:12.5px}\n",
	"svg .strong{font-weight:600}\n",
	"@media (max-width:40rem){svg text{font-size:14.5px}svg .tick,svg .label,svg .head",
	"{font-size:14px}}\n",
	"svg .rule{stroke:var(--grid)}svg .axis{stroke:var(--axis)}\n",
	"svg .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}\n",
	"svg .band{fill:var(--c);fill-opacity:.16;stroke:none}\n",
	"svg .wide{fill:var(--c);fill-opacity:.06;stroke:var(--c);stroke-width:.8;",
	"stroke-dasharray:2 3;stroke-opacity:.7}\n",
	"svg .band.many{fill-opacity:.05}svg .wide.many{fill-opacity:.01;stroke-opacity:.45}\n",
	"svg .mark{fill:var(--c);stroke:var(--card);stroke-width:.8}\n",
	"svg .few .mark{fill:var(--card);stroke:var(--c);stroke-width:1.6}\n",
	"svg .bar{fill:var(--c);fill-opacity:.72}\n",
	"svg .whisker{stroke:var(--text);stroke-width:1;stroke-opacity:.75}\n",
	"svg .diamond{fill:var(--c)}\n",
	".s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}\n",
	".s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--c:var(--s7)}\n",
	"svg .line.s0{stroke-dasharray:5 3}svg .line.s2{stroke-dasharray:9 3}\n",
	"svg .line.s3{stroke-dasharray:2 2}svg .line.s4{stroke-dasharray:9 3 2 3}\n",
	"svg .line.s5{stroke-dasharray:12 4}svg .line.s6{stroke-dasharray:4 2 1 2}\n",
	"svg .line.s7{stroke-dasharray:1 3}svg .line.solid{stroke-dasharray:none}\n",
	"ul.legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0 0 .4rem;padding:0;",
	"list-style:none;font-size:.9rem}\n",
	".legend li{display:flex;align-items:baseline;gap:.4rem;min-width:0}\n",
	".legend span{min-width:0;overflow-wrap:anywhere}\n",
	"figure svg.key{flex:none;width:34px;height:14px;align-self:center}\n",
};

static const char *const paper[] = {
	"@page{size:A4;margin:14mm}\n",
	"@media print{html{font-size:9.5pt}body{max-width:none;padding:0}",
	".card,.badges li,tr{break-inside:avoid}h2{break-after:avoid}",
	"section,.card{padding:.7rem;border-radius:0}.box{overflow:visible}",
	"table{font-size:7.5pt}th,td{padding:.15rem .25rem}",
	"th,#pooled td,.moves td{white-space:normal}th{overflow-wrap:anywhere}tbody th{min-width:3.2rem}",
	"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}",
	".grid{grid-template-columns:1fr 1fr;gap:.7rem}details{display:none}}\n",
};

static void
put(struct page *p, const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		page_put(p, "%s", text[i]);
}

void
page_style(struct page *p)
{
	put(p, colours, sizeof colours / sizeof *colours);
	put(p, texts, sizeof texts / sizeof *texts);
	put(p, badges, sizeof badges / sizeof *badges);
	put(p, tables, sizeof tables / sizeof *tables);
	put(p, drawings, sizeof drawings / sizeof *drawings);
	put(p, paper, sizeof paper / sizeof *paper);
}
