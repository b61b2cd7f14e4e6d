import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {LOG_PAGES} from "../../src/lib/reports/logPages.js";

test("every page that takes the reader's log is listed, with whether it needs one that is kept", () => {
  const taking = readdirSync("src")
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => {
      const text = readFileSync(`src/${name}`, "utf8");
      return /\blogChoice\(/.test(text) ? [{path: name.replace(".md", ""), keptOnly: text.includes("own?.kept")}] : [];
    })
    .sort((a, b) => a.path.localeCompare(b.path));
  expect(taking.length).toBeGreaterThan(5);
  expect(LOG_PAGES.map(({path, keptOnly}) => ({path, keptOnly})).sort((a, b) => a.path.localeCompare(b.path))).toEqual(
    taking
  );
});
