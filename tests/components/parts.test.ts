import {JSDOM} from "jsdom";
import {describe, expect, it} from "vitest";
import {staticNode} from "../../loaders/build/staticNode.js";
import {withStaticCells} from "../../loaders/build/prerender.js";
import {markTerms} from "../../loaders/build/markTerms.js";
import {pageSections} from "../../loaders/build/searchIndex.js";
import {pageFooter, sourceLink} from "../../loaders/build/pageFooter.js";
import {embedCode, figureAddress, isEmbedded} from "../../src/components/figureAddress.js";
import {GLOSSARY} from "../../src/lib/reports/glossary.js";
import {smallTestFinding, smallTestInterval, smallTestSentence} from "../../src/components/home/smallTestFigure.js";
import {legendFromMarks} from "../../src/components/legendFromMarks.js";
import {timeLeft} from "../../src/components/timeLeft.js";
import {aucTest} from "../../src/lib/metrics/auc.js";

const dom = (html: string) => new JSDOM(`<body>${html}`).window.document.body.firstElementChild!;

describe("a legend", () => {
  const drawing = dom(`<div><svg>
    <g fill="none" stroke="var(--a)"><path d="M0,0L1,1"/></g>
    <g fill="none" stroke="var(--b)" stroke-dasharray="4 3"><path d="M0,0L1,1"/></g>
    <circle r="3" fill="var(--c)"/><circle r="3" fill="none" stroke="var(--d)"/>
    <path d="M0,0L1,1Z" fill="var(--e)"/><g fill="var(--e)"><rect width="1"/></g>
    <defs><rect fill="var(--f)"/></defs></svg></div>`);
  it("takes the shapes of the marks, and leaves out what is not drawn", () => {
    const items = ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({label: name, colour: `var(--${name})`}));
    expect(legendFromMarks(items, drawing).map(({label, shape}) => `${label} ${shape ?? "square"}`)).toEqual([
      "a line",
      "b dash",
      "c dot",
      "d ring",
      "e square"
    ]);
  });
  it("keeps a shape that is drawn", () => {
    const both = dom(`<div><svg><circle r="1" fill="x"/><circle r="1" fill="x"/><line stroke="x"/></svg></div>`);
    expect(legendFromMarks([{label: "m", colour: "x", shape: "line"}], both)[0].shape).toBe("line");
    expect(legendFromMarks([{label: "m", colour: "x"}], both)[0].shape).toBe("dot");
  });
});

describe("the time left", () => {
  it("is told by the pace, once some time has passed, and starts anew with a new work", () => {
    let now = 1000;
    const left = timeLeft(() => now);
    expect(left(0.1)).toBeNull();
    now += 1499;
    expect(left(0.2)).toBeNull();
    now += 501;
    expect(left(0.3)).toBeCloseTo((2000 / 0.2) * 0.7, 6);
    expect(left(0.05)).toBeNull();
    now += 4000;
    expect(left(0.05)).toBeNull(); // no pace without progress
    expect(left(0.45)).toBeCloseTo((4000 / 0.4) * 0.55, 6);
  });
});

describe("an address of a figure", () => {
  const place = {origin: "https://example.org", pathname: "/p/data", search: "?gap=9&a=%22", hash: "#x"};
  it("keeps the state of the page", () => {
    expect(figureAddress("volume", place)).toBe("https://example.org/p/data?gap=9&a=%22#figure-volume");
  });
  it("embeds one figure in a frame", () => {
    const frame = dom(embedCode("volume", 'A "b" & c', 200, place));
    const address = new URL(frame.getAttribute("src")!);
    expect(isEmbedded("volume", {...place, search: address.search})).toBe(true);
    expect(isEmbedded("other", {...place, search: address.search})).toBe(false);
    expect(address.searchParams.get("gap")).toBe("9");
    expect(frame.getAttribute("title")).toBe('A "b" & c');
    expect(Number(frame.getAttribute("height"))).toBeGreaterThan(200);
  });
});

describe("the home page's figure", () => {
  const claim = {claim: "x", auc: 0.382, positives: 15, negatives: 44190};
  it("has Hanley and McNeil's interval, worked out by hand", () => {
    // Q1 = .7 / 1.3, Q2 = .98 / 1.7; (.21 + 14 (Q1 − .49) + 44189 (Q2 − .49)) / (15 · 44190) has the root 0.0759336
    const {low, high} = smallTestInterval({positives: 15, truth: 0.7}, claim);
    expect(low).toBeCloseTo(0.7 - 1.959964 * 0.0759336, 5);
    expect(high).toBeCloseTo(0.7 + 1.959964 * 0.0759336, 5);
    const more = smallTestInterval({positives: 1500, truth: 0.7}, claim);
    expect((high - low) / (more.high - more.low)).toBeCloseTo(10, 0);
  });
  it("says what follows", () => {
    const finding = (positives: number) => smallTestFinding({positives, truth: 0.7}, claim);
    expect(finding(5)).toMatch(/^With 5 purchases .* no better than a coin toss$/);
    expect(finding(15)).toMatch(/brilliant or poor$/);
    expect(finding(100)).toMatch(/rough estimate$/);
    expect(finding(5000)).toMatch(/^With 5,000 purchases .* close to the truth$/);
  });
  it("says of the report what its own test says", () => {
    expect(aucTest(claim.auc, claim.positives, claim.negatives).p).toBeGreaterThan(0.05);
    expect(smallTestSentence({positives: 15, truth: 0.7}, claim).join("")).toBe(
      "With 15 purchases, a model this good scores anywhere from 0.55 to 0.85. One report measured 0.38 on 15 purchases and called it below random. On 15 purchases even a coin toss scores anywhere from 0.35 to 0.65, so 0.38 may be chance."
    );
    const many = {...claim, positives: 150};
    expect(smallTestSentence({positives: 15, truth: 0.7}, many).at(-1)).toMatch(
      /chance alone does not explain 0\.38\.$/
    );
  });
});

describe("what the build writes into a page", () => {
  it("stands in the place of its cell", () => {
    const html = "<p><observablehq-loading></observablehq-loading><!--:0123abcd:--> and <!--:0123abcd-1:--></p>";
    expect(withStaticCells(html, {"0123abcd": "12", "0123abcd-1": "$& 3"})).toBe(
      "<p><observablehq-loading>12</observablehq-loading><!--:0123abcd:--> and <observablehq-loading>$& 3</observablehq-loading><!--:0123abcd-1:--></p>"
    );
    expect(withStaticCells(html, {})).toBe(html);
  });
  it("keeps one drawing, hides what can be pressed, and drops what names it", () => {
    const drawing = {kept: false};
    const one = `<figure><div class="figure-plot" style="min-height: 9px"><svg width="90" height="9"><rect x="1.23456"></rect></svg></div><div class="tools"><button id="b" name="n">x</button></div></figure>`;
    const first = dom(staticNode(dom(one), drawing));
    expect(first.querySelector("svg")!.getAttribute("viewBox")).toBe("0 0 90 9");
    expect(first.querySelector("rect")!.getAttribute("x")).toBe("1.2");
    expect(first.querySelector(".tools")!.classList.contains("waits")).toBe(true);
    expect(first.querySelector("#b, [name]")).toBeNull();
    const second = dom(staticNode(dom(one), drawing));
    expect(second.querySelector("svg")).toBeNull();
    expect(second.querySelector<HTMLElement>(".figure-plot")!.style.minHeight).toBe("9px");
    expect(staticNode(dom("<i>x</i>").firstChild!, drawing)).toBe("x");
    expect(staticNode(new JSDOM("").window.document.createTextNode("a<b & c"), drawing)).toBe("a&lt;b &amp; c");
  });
  it("links a term where it is first used in prose, and nowhere else", () => {
    const main = (inner: string) => `<p>AUC</p><main id="observablehq-main" class="x">${inner}</main>`;
    const link = '<a class="glossary-term" href="./glossary#auc" data-term="auc">AUC</a>';
    expect(markTerms(main("<h2>AUC</h2><p>An <b>AUC</b> and an AUC</p><p>AUC</p>"))).toBe(
      main(`<h2>AUC</h2><p>An <b>${link}</b> and an AUC</p><p>AUC</p>`)
    );
    for (const left of ["<p><a href='x'>AUC</a></p>", "<p><code>AUC</code></p>", "<p>AUCs, x-AUC</p>"])
      expect(markTerms(main(left))).toBe(main(left));
  });
  it("is found by section", () => {
    const html = `<main id="observablehq-main"><h1>Who <a>buys</a>?</h1><p>Few.</p><div><h2 id="how">How</h2><p>Count <svg><text>axis</text></svg></p></div><script>no</script></main>`;
    expect(pageSections("data", html)).toEqual([
      {page: "data", title: "Who buys?", heading: "", id: "", text: "Few."},
      {page: "data", title: "Who buys?", heading: "How", id: "how", text: "Count"}
    ]);
  });
  it("ends with who, when, which version and from where", () => {
    const foot = dom(pageFooter({title: "Metrics", path: "/metrics"}));
    expect(foot.textContent).toMatch(
      /authors\s+Changed \d{4}-\d\d-\d\d\s+Version \d+\.\d+\.\d+\s+Source: src\/metrics\.md/
    );
    expect(foot.textContent).toContain("Metrics. Clickproof, version");
    expect(sourceLink("src/a.md", "https://example.org/us/it/")).toBe(
      '<a href="https://example.org/us/it/blob/main/src/a.md"><code>src/a.md</code></a>'
    );
    expect(sourceLink("src/a.md", "")).toBe("<code>src/a.md</code>");
  });
});

describe("the glossary", () => {
  it("is in order, names each term once, and explains it shortly", () => {
    const names = GLOSSARY.map(({name}) => name.toLowerCase());
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, "en")));
    const all = GLOSSARY.flatMap(({name, also = []}) => [name, ...also]).map((name) => name.toLowerCase());
    expect(new Set(all).size).toBe(all.length);
    for (const {name, meaning} of GLOSSARY) {
      expect(meaning.length, name).toBeLessThan(260);
      expect(meaning, name).toMatch(/^[A-Z].*\.$/);
    }
  });
});
