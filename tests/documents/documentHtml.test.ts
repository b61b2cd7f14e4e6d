import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {cellText, roughText, shareText} from "../../src/lib/documents/cellText.js";
import {documentHtml} from "../../src/lib/documents/documentHtml.js";
import type {Block, Cell, Chart, ReportDocument} from "../../src/lib/documents/reportDocument.js";

/** What a browser would show of a file, by a reader of HTML that knows tags, attributes and entities and nothing else. */
function read(html: string): {readonly tags: string[]; readonly texts: string[]; readonly attributes: string[]} {
  const tags: string[] = [];
  const texts: string[] = [];
  const attributes: string[] = [];
  const unescaped = (text: string) =>
    text
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");
  let at = 0;
  while (at < html.length) {
    if (html[at] !== "<") {
      const end = html.indexOf("<", at) === -1 ? html.length : html.indexOf("<", at);
      texts.push(unescaped(html.slice(at, end)));
      at = end;
      continue;
    }
    let end = at + 1;
    while (end < html.length && html[end] !== ">") {
      if (html[end] !== '"') {
        end++;
        continue;
      }
      const close = html.indexOf('"', end + 1);
      if (close === -1) throw new Error("an attribute does not end");
      attributes.push(unescaped(html.slice(end + 1, close)));
      end = close + 1;
    }
    tags.push(/^<\/?([^\s>]+)/.exec(html.slice(at, end + 1))![1]);
    at = end + 1;
  }
  return {tags, texts, attributes};
}

const CHART: Chart = {kind: "bars", xTitle: "x", yTitle: "y", labels: ["a"], series: [{name: "s", values: [1]}]};

/** A document that says a text in every place that takes one. */
function saying(text: string): ReportDocument {
  const cells: Cell[] = [text, {kind: "verdict", tone: "bad", text}, {kind: "none", why: text}];
  const table = {
    caption: text,
    columns: cells.map(() => ({name: text, unit: text})),
    rows: [cells],
    note: text
  };
  const charts: Chart[] = [
    {kind: "bars", xTitle: text, yTitle: text, labels: [text], series: [{name: text, values: [2]}]},
    {
      kind: "lines",
      xTitle: text,
      yTitle: text,
      labels: [text],
      shares: true,
      series: [{name: text, values: [0.5], low: [0.4], high: [0.6]}],
      baseline: {name: text, value: 0.5}
    },
    {kind: "intervals", xTitle: text, shares: false, rows: [{label: text, value: null, why: text}], referenceName: text}
  ];
  const blocks: Block[] = [
    {kind: "paragraph", text},
    {kind: "warning", text},
    {kind: "list", items: [text]},
    {kind: "table", ...table},
    ...charts.map((chart): Block => ({kind: "figure", title: text, caption: text, alternative: text, chart, table}))
  ];
  return {title: text, subtitle: text, summary: [text], sections: [{id: "one", title: text, blocks}], colophon: [text]};
}

describe("the file", () => {
  test("shows every text as it is, whatever it holds, and never as a tag", () => {
    const word = "qwertz";
    const plain = read(documentHtml(saying(word)));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({minLength: 1, unit: "grapheme"}),
          fc.constantFrom(
            "</style><script>alert(1)</script>",
            '" onload="alert(1)',
            "<img src=x onerror=alert(1)>",
            "&lt;b&gt;",
            "</title></svg>"
          )
        ),
        (said) => {
          // marks that the document itself never has, as "she" is in "published"
          const text = `§${said}§`;
          const found = read(documentHtml(saying(text)));
          expect(found.tags).toEqual(plain.tags);
          const shown = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, " ");
          const times = (texts: readonly string[], what: string) =>
            texts.reduce((sum, one) => sum + one.split(what).length - 1, 0);
          // as often as a plain word, in text and in attributes
          expect(times(found.texts, shown)).toBe(times(plain.texts, word));
          expect(times(found.attributes, shown)).toBe(times(plain.attributes, word));
        }
      ),
      {numRuns: 50}
    );
  });

  test("holds no script and names nothing outside itself", () => {
    const html = documentHtml(saying("x"));
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|\son\w+=|src=/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test("links to sections that are there, and every id is one", () => {
    const html = documentHtml({...saying("x"), sections: ["a", "b"].map((id) => ({...saying("x").sections[0], id}))});
    const ids = Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = Array.from(html.matchAll(/href="#([^"]+)"/g), ([, id]) => id);
    expect(links).toEqual(["a", "b"]);
    for (const id of links) expect(ids).toContain(id);
    for (const [, named] of html.matchAll(/aria-labelledby="([^"]+)"/g))
      for (const id of named.split(" ")) expect(ids).toContain(id);
  });

  test("sets numbers to the right, and words for a missing one do not change that", () => {
    const table = {
      kind: "table" as const,
      caption: "t",
      columns: [{name: "row"}, {name: "numbers"}, {name: "words"}],
      rows: [
        ["a", {kind: "count", value: 1234}, "some"],
        ["b", {kind: "none", why: "no such"}, {kind: "count", value: 1}]
      ] as Cell[][]
    };
    const html = documentHtml({...saying("x"), sections: [{id: "s", title: "s", blocks: [table]}]});
    expect(html).toContain('<td class="number">1,234</td><td>some</td>');
    expect(html).toContain('<td class="number"><span class="none">– <span class="why">no such</span></span></td>');
    expect(html).toContain('<th scope="row">a</th>');
  });

  test("has the table behind a figure, with its rows counted", () => {
    const table = {caption: "t", columns: [{name: "c"}], rows: [["one"], ["two"]]};
    const figure: Block = {kind: "figure", title: "f", caption: "c", alternative: "alt", chart: CHART, table};
    const html = documentHtml({...saying("x"), sections: [{id: "s", title: "s", blocks: [figure]}]});
    expect(html).toContain("The table behind it (2 rows)");
    expect(html).toContain('<desc id="s-1-alternative">alt</desc>');
  });
});

describe("cells", () => {
  test.each<[Cell, string]>([
    ["as it is", "as it is"],
    [{kind: "count", value: 1234567}, "1,234,567"],
    [{kind: "part", value: 0.5}, "50.0 %"],
    [{kind: "share", value: 0.05, low: 0.041, high: 0.0626, n: 20000}, "5.0 % [4.1, 6.3], n = 20,000"],
    [{kind: "share", value: 0.00044, low: 0.00026, high: 0.00075, n: 29000}, "0.044 % [0.026, 0.075], n = 29,000"],
    [{kind: "estimate", value: 74762, low: 24999, high: null}, "75,000 [25,000, no end]"],
    [{kind: "verdict", tone: "good", text: "learnable"}, "✓ learnable"],
    [{kind: "none", why: "no purchases"}, "– (no purchases)"]
  ])("%j is %s", (cell, text) => expect(cellText(cell)).toBe(text));

  test("shares that are not zero do not read as zero", () => expect(shareText(0.0004)).toBe("0.040 %"));

  test("rough numbers have two digits, small ones are whole", () => {
    expect(roughText(12_345)).toBe("12,000");
    expect(roughText(87)).toBe("87");
    expect(roughText(149)).toBe("150");
  });
});
