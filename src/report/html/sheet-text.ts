// The style sheet's first part: type, measure and the layout of a page.

// A report of a year has thousands of tables: on a screen, what is far from the window is laid out when it comes near.
export const textSheet = `
*,::before,::after{box-sizing:border-box}
:root{--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Charter,"Bitstream Charter",Georgia,"Liberation Serif",serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace}
html{background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);font-variant-numeric:tabular-nums;
-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1.5rem}
body{margin:0;overflow-wrap:anywhere;hyphens:manual}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:80rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem}
main{min-width:0}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--ink);color:var(--paper);padding:.5rem 1rem;z-index:2}
.skip:focus{top:.5rem}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
h1,h2,h3,h4{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance;margin:0}
h1{font-size:clamp(1.9rem,4.2vw,2.9rem);letter-spacing:-.012em}
h2{font-size:1.7rem;letter-spacing:-.008em}
h3{font-size:1.22rem;margin:2.4rem 0 .6rem}
h4{font-size:1rem;font-family:var(--sans);margin:1.6rem 0 .4rem}
p,ul,ol,dl{margin:.7rem 0;max-width:44rem}
p{text-wrap:pretty}
ul{padding-left:1.25rem}
ol{padding-left:2rem}
ol li::marker{font-variant-numeric:tabular-nums;color:var(--muted)}
li{margin:.25rem 0}
code,.key{font-family:var(--mono);font-size:.84em;overflow-wrap:anywhere;font-variant-ligatures:none}
b,strong{font-weight:650}
small,.small{font-size:.84rem}
.muted,.none{color:var(--muted)}
.lead{font:400 1.16rem/1.5 var(--serif);max-width:44rem}
.eyebrow{font-size:.76rem;font-weight:600;letter-spacing:.09em;text-transform:uppercase;color:var(--muted);margin:0 0 .8rem;max-width:none}
.figure{font-variant-numeric:tabular-nums lining-nums}
header.masthead{padding:clamp(2rem,6vw,4.5rem) 0 2rem;border-bottom:3px double var(--strong-rule)}
section{padding-top:3.2rem}
section>h2{border-top:1px solid var(--strong-rule);padding-top:1rem}
section>h2 .number,nav.contents .number{color:var(--muted);font-variant-numeric:tabular-nums;margin-right:.5em;font-weight:400}
section section{padding-top:0}
.first>section:first-child{padding-top:1.6rem}
.first>section:first-child>h2{border-top:0;padding-top:0}
section section>h3{scroll-margin-top:1.5rem}
@media screen{section[data-search]{content-visibility:auto;contain-intrinsic-size:auto 60rem}}
nav.contents{padding:1.6rem 0 0}
nav.contents h2{font:600 .76rem/1.5 var(--sans);letter-spacing:.09em;text-transform:uppercase;color:var(--muted)}
nav.contents ol{list-style:none;padding:0;margin:.6rem 0;columns:2 16rem;column-gap:2rem;max-width:none}
nav.contents li{break-inside:avoid;margin:.1rem 0;line-height:1.4;font-size:.92rem}
nav.contents ol ol{columns:1;margin:.1rem 0 .4rem 1.6rem}
nav.contents a{color:inherit;text-decoration:none;display:flex;padding:.12rem 0}
nav.contents a>.number{flex:none}
nav.contents a:hover{text-decoration:underline}
nav.contents details{margin:.1rem 0 .3rem 1.6rem;font-size:.84rem}
nav.contents details>ol{margin-left:0}
footer.foot{margin-top:4rem;border-top:3px double var(--strong-rule);padding-top:1rem;color:var(--muted);font-size:.84rem}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;padding-top:1.2rem}
button,input[type=search]{font:inherit;font-size:.84rem;color:var(--ink);background:var(--paper);border:1px solid var(--strong-rule);border-radius:3px;padding:.3rem .65rem;min-height:2rem}
button{cursor:pointer}
button:hover{background:var(--card)}
input[type=search]{min-width:min(18rem,100%)}
.tools output,.filter output{font-size:.84rem;color:var(--muted)}
.filter{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:1rem 0 .2rem}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--link);width:fit-content;max-width:100%}
summary>h3,summary>h4{display:inline;color:var(--ink)}
@media screen{[hidden]{display:none!important}}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (min-width:72rem){
.page.with-contents{grid-template-columns:15rem minmax(0,1fr);column-gap:3.5rem;max-width:88rem}
.page.with-contents>header,.page.with-contents>footer{grid-column:1/-1}
.with-contents>main.parted{grid-column:1/-1;display:grid;grid-template-columns:inherit;column-gap:inherit}
.parted>.first{grid-area:1/2;min-width:0}
.parted>.side{grid-area:1/1/span 2}
.parted>.rest{grid-area:2/2;min-width:0}
.with-contents nav.contents{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:2rem 1rem 2rem 0}
.with-contents nav.contents ol{columns:1}
.with-contents .side{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding-bottom:2rem}
.with-contents .side nav.contents{position:static;max-height:none;overflow:visible;padding-bottom:0}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important;animation:none!important}}
`
