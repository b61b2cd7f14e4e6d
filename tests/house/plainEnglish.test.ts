import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Linter} from "eslint";
import {expect, test} from "vitest";
import plainEnglish, {COINAGES, findCoinages} from "../../lint/plainEnglish.js";

const linter = new Linter();
const faults = (code: string) =>
  linter
    .verify(code, [{plugins: {"plain-english": plainEnglish}, rules: {"plain-english/coinages": "error"}}])
    .map(({message}) => message);

test("a coinage is found in strings and templates, and in no name or comment", () => {
  expect(faults('const said = "what nobody could foretell";')).toEqual(["“foretell”: write “predict”."]);
  expect(faults("const said = `${1} of them surely buy`;")).toEqual(["“surely”: write “significantly, reliably”."]);
  // broken over two lines in a template
  expect(faults("const said = `not told\n    from chance`;")).toEqual(["“told from”: write “distinguished from”."]);
  expect(faults("const surely = 1; // surely a comment\nexport const parted = surely;")).toEqual([]);
});

test("every word of the list is a whole word, in any case", () => {
  expect(findCoinages("Knowing nothing, the model parted.").map(({found}) => found)).toEqual([
    "Knowing nothing",
    "parted"
  ]);
  expect(findCoinages("departed, imparted, beforehand")).toEqual([]);
  for (const {words, instead} of COINAGES) expect([words, instead].every((text) => text.length > 0)).toBe(true);
});

test("a document with a coinage fails, with its line", () => {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-lint-"));
  try {
    spawnSync("git", ["init", "-q", folder]);
    writeFileSync(join(folder, "page.md"), "# A page\n\nThis is plain.\n\nNobody could foretell it.\n");
    const {status, stderr} = spawnSync(process.execPath, [join(process.cwd(), "lint/documents.js")], {
      cwd: folder,
      encoding: "utf8"
    });
    expect(status).toBe(1);
    expect(stderr).toContain("page.md:5: “foretell”: write “predict”.");
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});
