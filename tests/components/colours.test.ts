import {readdirSync, readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {COLOURS, OUTCOME_MARKS, STEPS} from "../../src/components/colours.js";

type Rgb = readonly [number, number, number];
const css = readFileSync("src/style.css", "utf8");
const [lightCss, darkCss] = [
  css.slice(0, css.indexOf("@media (prefers-color-scheme: dark)")),
  css.slice(css.indexOf("@media (prefers-color-scheme: dark)"))
];
const layout = readFileSync("src/layout.css", "utf8");
/** The site's own colours for text and what is under it, of the first theme or the second. */
const themeColours = (names: readonly string[], theme: 0 | 1) =>
  names.map((name) => [...layout.matchAll(new RegExp(`--theme-${name}: (#[0-9a-f]{6});`, "g"))][theme][1]);
const TEXTS = ["foreground", "foreground-muted", "foreground-faint", "foreground-focus"];
/** Page and card backgrounds of the two themes of Observable Framework that the site uses. */
const themes = [
  {name: "light", text: lightCss, backgrounds: ["#ffffff", "#f5f5f5"], own: 0 as const},
  {name: "dark", text: darkCss, backgrounds: ["#161616", "#212121"], own: 1 as const}
];

const colour = (text: string, reference: string): string => {
  const name = /var\((--cp-[\w-]+)\)/.exec(reference)![1];
  const found = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(text);
  expect(found, name).not.toBeNull();
  return found![1];
};
const linear = (hex: string): Rgb =>
  [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (hex: string) => linear(hex).reduce((sum, x, i) => sum + [0.2126, 0.7152, 0.0722][i] * x, 0);
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
/** CSS `grayscale(1)`: the luma of the encoded values (Filter Effects Module Level 1). */
const greyed = (hex: string) => {
  const luma = [1, 3, 5].reduce(
    (sum, i, k) => sum + [0.2126, 0.7152, 0.0722][k] * parseInt(hex.slice(i, i + 2), 16),
    0
  );
  return `#${Math.round(luma).toString(16).padStart(2, "0").repeat(3)}`;
};
/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const sights: Record<string, readonly Rgb[]> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
}; // prettier-ignore
/** Ottosson's Oklab, in which distance is close to what is seen. */
const seen = (hex: string, sight: readonly Rgb[]): Rgb => {
  const [r, g, b] = sight.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, m, i) => sum + m * linear(hex)[i], 0)
      )
    )
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  ];
};
/** Meanings that share a figure. */
const together: (readonly (keyof typeof COLOURS)[])[] = [
  ["view", "addtocart", "removefromcart", "transaction"],
  ["train", "validation", "test"],
  ["browser", "researcher", "buyer"],
  ["published", "recomputed"],
  ["chosen", "baseline"],
  ["chosen", "view"],
  ["chosen", "truth"],
  ["truth", "recomputed"],
  ["truth", "baseline"]
];

describe.each(themes)("colours in the $name theme", ({text, backgrounds, own}) => {
  const named = Object.entries(COLOURS).filter(([, reference]) => reference.includes("--cp-"));
  it.each(named)("%s reads as text on the page and on a card", (_, reference) => {
    for (const background of backgrounds)
      expect(contrast(colour(text, reference), background)).toBeGreaterThanOrEqual(4.5);
  });
  it("are as readable in a greyed, stale result, which loses its colour and nothing else", () => {
    expect(css).toMatch(/:is\(\.rerun-stale, \.query-stale, \[data-stale\]\) \{[^}]*filter: grayscale\(1\);\s*\}/);
    for (const file of readdirSync("src").filter((name) => name.endsWith(".css")))
      for (const [rule] of readFileSync(`src/${file}`, "utf8").matchAll(/[^{}]*stale[^{}]*\{[^}]*\}/g))
        expect(rule, file).not.toMatch(/opacity|color:/);
    for (const one of [...named.map(([, reference]) => colour(text, reference)), ...themeColours(TEXTS, own)])
      for (const background of themeColours(["background", "background-alt"], own))
        expect(contrast(greyed(one), greyed(background)), one).toBeGreaterThanOrEqual(4.5);
  });
  it.each(together.map((group) => [group.join(", "), group] as const))(
    "%s differ for every kind of colour sight",
    (_, group) => {
      for (const [sight, matrix] of Object.entries(sights))
        for (const a of group)
          for (const b of group)
            if (a < b) {
              const [p, q] = [a, b].map((meaning) => seen(colour(text, COLOURS[meaning]), matrix));
              const distance = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
              expect(distance, `${a} and ${b}, ${sight}`).toBeGreaterThan(sight === "tritanopia" ? 0.05 : 0.08);
            }
    }
  );
  it("steps grow away from the page", () => {
    const contrasts = STEPS.map((step) => contrast(colour(text, step), backgrounds[0]));
    for (let i = 1; i < contrasts.length; i++) expect(contrasts[i]).toBeGreaterThan(contrasts[i - 1] * 1.1);
  });
});

it("every outcome has a sign of its own, so colour is never alone", () => {
  const signs = Object.values(OUTCOME_MARKS).map(({sign}) => sign);
  expect(new Set(signs).size).toBe(signs.length);
});
