// The style sheet's third part: paper. A4 or letter, whole rows, running heads, nothing folded. Chromium repeats a table's heads on
// each page only where they are unbroken and hold text, not boxes as buttons are.

// What was searched or filtered on the screen leaves nothing out on paper, which does not say that it was.
export const printSheet = `
@media print{
html{font-size:9.2pt;line-height:1.42;background:none}
.page,.page.with-contents{display:block;max-width:none;padding:0}
.tools,.skip,.filter,.command button,.alternative{display:none!important}
header.masthead{padding:0 0 .6rem}
h1{font-size:1.8rem}
.lead{font-size:1.04rem;margin:.4rem 0}
.notice{padding:.4rem .9rem;margin:.6rem 0}
.notice .headline{font-size:1.08rem;margin:0}
.notice p{margin:.15rem 0}
main.parted{display:block!important}
.first>section:first-child{padding-top:.6rem}
.parted>.side{break-before:page}
.with-contents .side,.with-contents nav.contents{position:static;max-height:none;overflow:visible;padding:1rem 0 0}
nav.contents ol{columns:2}
nav.contents li{font-size:8pt;line-height:1.3;margin:0}
nav.contents li:has(ol){break-inside:auto}
nav.contents ol ol{columns:1;margin-left:1rem}
nav.contents ol ol li{font-size:7.4pt}
nav.contents a{padding:.06rem 0}
nav.contents summary{display:none}
nav.contents details{margin:0;font-size:inherit}
section{padding-top:1.6rem}
section.leaf{break-before:page;padding-top:0}
section>section.leaf:first-of-type{break-before:auto;padding-top:1rem}
h1,h2,h3,h4,caption,summary,figcaption{break-after:avoid}
p,ul,ol{max-width:50rem}
p,li{orphans:3;widows:3}
.facts>dt,.facts>dd{padding-top:.25rem;padding-bottom:.25rem}
section[hidden]{display:block}
tr[hidden]{display:table-row}
tr,figure,.notice,.command,.evidence{break-inside:avoid}
thead{display:table-header-group;break-inside:avoid}
tfoot{display:table-row-group}
.sheet,.scroll{overflow:visible}
table{font-size:8pt;table-layout:auto}
th,td{padding:.25rem .55rem .25rem 0;min-width:0}
th.key,td.key{min-width:0}
th.mark,td.mark{min-width:6.8rem}
td.prose,tbody th.prose{min-width:8rem}
td.key,tbody th.key,code{font-size:7.4pt}
thead th{font-size:7.2pt}
thead th button{display:contents}
thead th button::after,thead th button::before{display:none!important}
.heat svg.calendar,.plot svg{max-width:100%;height:auto}
details{display:block}
details::details-content{content-visibility:visible!important;display:block!important;height:auto!important;opacity:1!important}
summary{list-style:none;color:var(--muted);font-size:.84rem}
summary::-webkit-details-marker{display:none}
a{color:inherit;text-decoration:none}
main a[href^="https:"]::after{content:" (" attr(href) ")";font-size:.84em;color:var(--muted)}
tbody tr:hover{background:none}
.notice,.command{print-color-adjust:exact;-webkit-print-color-adjust:exact}
footer.foot{break-before:avoid}
}
`

// Margin boxes take no markup; what could end the string or the sheet never comes into it.
const quoted = (text: string): string => `"${text.replace(/[^ -~]|["\\<>]/g, '')}"`

/** Running heads and page numbers, in browsers that have margin boxes. */
export const pageRule = (left: string, right: string): string => `
@page{size:auto;margin:19mm 15mm 17mm;
@top-left{content:${quoted(left)};font:7.5pt sans-serif;color:#59606a}
@top-right{content:${quoted(right)};font:7.5pt sans-serif;color:#59606a}
@bottom-right{content:counter(page) " / " counter(pages);font:7.5pt sans-serif;color:#59606a}}
`
