// The style sheet's second part: tables, badges, figures, evidence and boxes.
import type { Shape } from './states.ts'

// Cut out of the square before a badge's word. Drawn shapes, for no font is known to have them.
const shapes: Record<Shape, string> = {
  disc: 'clip-path:circle(46%)',
  ring: 'background:none;border:.17em solid currentColor;border-radius:50%',
  diamond: 'clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)',
  triangle: 'clip-path:polygon(50% 4%,100% 94%,0 94%)',
  bar: 'clip-path:inset(38% 4%)',
  cross:
    'clip-path:polygon(18% 0,50% 32%,82% 0,100% 18%,68% 50%,100% 82%,82% 100%,50% 68%,18% 100%,0 82%,32% 50%,0 18%)',
  square: 'clip-path:inset(7%)',
  frame: 'background:none;border:.17em solid currentColor',
  half: 'background:linear-gradient(135deg,currentColor 50%,transparent 51%);border:.12em solid currentColor',
  clock: 'background:conic-gradient(currentColor 35%,transparent 0);border:.12em solid currentColor;border-radius:50%',
  dots: 'background:none;border:.12em dotted currentColor;border-radius:50%',
}
const tones = ['good', 'bad', 'doubt', 'calm', 'gap', 'late']

const badges = `
.badge{white-space:normal;font-weight:500}
.badge::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.42em;background:currentColor;print-color-adjust:exact;-webkit-print-color-adjust:exact;forced-color-adjust:none}
${Object.entries(shapes)
  .map(([name, rule]) => `.badge.${name}::before{${rule}}`)
  .join('\n')}
${tones.map((name) => `.badge.${name}{color:var(--${name})}`).join('\n')}
.badge.bad{font-weight:650}
.severity{white-space:nowrap}
.severity i{display:inline-block;width:.22em;height:.8em;margin-right:.1em;border:1px solid currentColor;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.severity i:nth-of-type(4){margin-right:.5em}
.severity.low i:nth-of-type(-n+1),.severity.medium i:nth-of-type(-n+2),.severity.high i:nth-of-type(-n+3),.severity.critical i{background:currentColor}
.severity.critical,.severity.high{font-weight:650}
.legend{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(24rem,100%),1fr));gap:.1rem 2rem;font-size:.84rem;max-width:60rem}
.plot .legend{display:flex;gap:.2rem 1.6rem}
.legend li>span:last-child:not(.badge){color:var(--muted)}
`

export const partsSheet = `
.sheet,.scroll{overflow-x:auto;margin:1rem 0;scrollbar-width:thin}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
caption{text-align:left;font-weight:600;padding:0 0 .5rem;font-size:.92rem}
caption .muted{font-weight:400}
th,td{text-align:left;vertical-align:top;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--rule);min-width:3.5rem;overflow:clip;overflow-clip-margin:0}
tr>:last-child{padding-right:0}
thead th{font-size:.76rem;line-height:1.35;font-weight:600;color:var(--muted);border-bottom:1px solid var(--strong-rule);vertical-align:bottom}
thead th button{all:unset;cursor:pointer;display:inline;font:inherit;color:inherit}
thead th button:hover{color:var(--ink);text-decoration:underline}
thead th button:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
thead th:not(.figure) button::after,thead th.figure button::before{content:"";display:inline-block;width:.9em}
thead th[aria-sort=ascending]:not(.figure) button::after,thead th.figure[aria-sort=ascending] button::before{content:"\\2191"}
thead th[aria-sort=descending]:not(.figure) button::after,thead th.figure[aria-sort=descending] button::before{content:"\\2193"}
tbody th{font-weight:500;min-width:8rem}
td.text{min-width:6rem}
tbody th.figure{min-width:0}
tfoot th,tfoot td{font-weight:650;border-top:1px solid var(--strong-rule);border-bottom:0}
th.figure,td.figure{text-align:right;white-space:nowrap;padding-left:.4rem}
th.key,td.key{min-width:9rem}
td.key,tbody th.key{font-family:var(--mono);font-size:.78rem;font-weight:400}
th.mark,td.mark{min-width:7.5rem}
td.mark>.badge{white-space:nowrap}
td.prose,tbody th.prose{min-width:14rem}
tbody tr:hover{background:var(--card)}
td details,th details{margin:0}
tr.none td{color:var(--muted);font-style:italic}
${badges}
figure{margin:1.4rem 0}
figcaption{font-weight:600;font-size:.92rem;max-width:44rem}
figure svg{display:block}
svg text{font:400 11px var(--sans);fill:var(--muted);font-variant-numeric:tabular-nums}
.fills{position:absolute}
.calendar rect{rx:2px;stroke:var(--strong-rule);stroke-opacity:.35;stroke-width:.6}
.tile .void{fill:var(--paper)}
${tones.map((name) => `.tile.${name} .wash{fill:var(--${name}-wash)}.tile.${name} .deep{fill:var(--${name})}.tile.${name} .stroke{stroke:var(--${name});stroke-width:1.5;fill:none}`).join('\n')}
.plot .axis{stroke:var(--strong-rule);fill:none}
.plot .grid{stroke:var(--rule);fill:none}
.plot .series{fill:none;stroke-width:2;stroke-linejoin:round}
.plot .s0{stroke:var(--link)}
.plot .s1{stroke:var(--bad);stroke-dasharray:7 4}
.plot .s2{stroke:var(--doubt);stroke-dasharray:2 3}
.plot .s3{stroke:var(--gap);stroke-dasharray:9 3 2 3}
.legend .key{display:inline-block;vertical-align:middle}
.alternative{font-size:.84rem}
.evidence{display:inline;font-size:.84rem}
.evidence .of{color:var(--muted)}
.evidence .of::before{content:" · "}
.take{user-select:all;-webkit-user-select:all}
.refs{padding:0;list-style:none;max-width:none}
.refs li{padding:.25rem 0;border-bottom:1px solid var(--rule)}
.command{position:relative;background:var(--card);border-left:3px solid var(--strong-rule);padding:.8rem 1rem;margin:1rem 0;max-width:60rem}
.command code{font-size:.82rem;line-height:1.6;white-space:pre-wrap}
.command button{position:absolute;top:.5rem;right:.5rem}
.command:has(button) code{display:block;padding-right:4.5rem}
.facts{display:grid;grid-template-columns:minmax(7rem,12rem) minmax(0,1fr);gap:0;max-width:60rem;margin:1rem 0}
.facts>dt{color:var(--muted);font-size:.84rem;padding:.5rem 1rem .5rem 0;border-top:1px solid var(--rule)}
.facts>dd{margin:0;padding:.45rem 0;border-top:1px solid var(--rule);min-width:0}
.facts>dd p,.facts>dd>ul{margin:.15rem 0}
.notice{border:1px solid var(--strong-rule);border-left-width:5px;padding:1rem 1.25rem;margin:1.4rem 0;background:var(--card);max-width:60rem}
.notice>:first-child{margin-top:0}
.notice>:last-child{margin-bottom:0}
.notice.bad{border-color:var(--bad);background:var(--bad-wash)}
.notice.bad>h2,.notice.bad>h3,.notice.bad>.headline{color:var(--bad)}
.notice.doubt{border-color:var(--doubt);background:var(--doubt-wash)}
.notice .headline{font:600 1.3rem/1.3 var(--serif)}
.columns{columns:2 22rem;column-gap:3rem;max-width:none}
.columns>*{break-inside:avoid}
@media (max-width:40rem){
caption>span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 2rem)}
.facts{grid-template-columns:minmax(0,1fr)}
.facts>dt{padding-bottom:0}
.facts>dd{border-top:0;padding-top:.1rem}
.page{padding-bottom:2rem}
}
`
