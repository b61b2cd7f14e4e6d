import {describe, expect, it} from "vitest";
import {searchSections, type SearchSection} from "../../src/lib/reports/searchSections.js";

const section = (page: string, heading: string, text: string): SearchSection => ({
  page,
  title: page === "data" ? "Who buys?" : "How long is a visit?",
  heading,
  id: heading.toLowerCase(),
  text
});
const sections = [
  section("data", "", "Café visitors seldom buy."),
  section("data", "Method", "Sessions are counted, and purchases too."),
  section("visits", "", "A gap of thirty minutes ends a session."),
  section("visits", "Sessions", "Nothing else is said here.")
];
const pages = (query: string) =>
  searchSections(sections, query).map(({section: {page, heading}}) => `${page}#${heading}`);

describe("search", () => {
  it("finds words by their beginnings, without case and accents, the heading before the text", () => {
    expect(pages("SESS")).toEqual(["visits#Sessions", "data#Method", "visits#"]);
    expect(pages("cafe")).toEqual(["data#"]);
    expect(pages("essions")).toEqual([]);
  });
  it("wants every word where a section has them all, and most of them otherwise", () => {
    expect(pages("session minutes")).toEqual(["visits#"]);
    expect(pages("purchases zebra")).toEqual(["data#Method"]);
    expect(pages("  ")).toEqual([]);
  });
  it("shows the words around what was found", () => {
    const long = section("data", "", `${"before ".repeat(30)}the purchase ${"after ".repeat(30)}`);
    const [{snippet}] = searchSections([long], "purch");
    expect(snippet).toHaveLength(3);
    expect(snippet[1]).toBe("purchase");
    expect(snippet[0]).toMatch(/^… (?:before )+the $/);
    expect(snippet[2]).toMatch(/^ (?:after ?)+ …$/);
    expect(snippet.join("").length).toBeLessThan(125);
  });
  it("takes signs for nothing else than ends of words", () => {
    expect(pages("thirty.minutes")).toEqual(["visits#"]);
    expect(pages("th.rty")).not.toContain("data#");
    expect(pages("gap(")).toEqual(["visits#"]);
  });
  it("has at most three sections of a page", () => {
    const five = Array.from({length: 5}, (_, i) => section("data", `Gap ${i}`, "gap"));
    expect(searchSections([...five, section("visits", "", "a gap")], "gap")).toHaveLength(4);
  });
});
