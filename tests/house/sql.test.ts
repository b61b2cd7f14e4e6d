import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import ts from "typescript";
import {projectFiles} from "./repository.js";

/** What only a dialect may write, as other databases say it another way. */
const OWN_WORDS: Readonly<Record<string, RegExp>> = {
  asOfJoin: /\bASOF\b/i,
  quotient: /[\w)"}`] \/\/ [\w("$`]/,
  "sortedWindows, or an order": /\bOVER\s*\(\s*(?:ROWS[^)]*)?\)/i,
  "createTable or createView": /\bCREATE\s+OR\s+REPLACE\b/i,
  lastNotNull: /\bIGNORE\s+NULLS\b/i,
  "engine.scratch": /\b(?:BEGIN(?: TRANSACTION)?|ROLLBACK)\b/
};

/** The texts of strings and templates in code that look like SQL, with the line of each. */
function sqlTexts(code: string): {readonly line: number; readonly text: string}[] {
  const parsed = ts.createSourceFile("code.ts", code, ts.ScriptTarget.Latest, true);
  const found: {line: number; text: string}[] = [];
  const visit = (node: ts.Node) => {
    const text = ts.isTemplateExpression(node)
      ? [node.head.text, ...node.templateSpans.map(({literal}) => literal.text)].join("${…}")
      : ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
        ? node.text
        : "";
    const isImport = ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
    // an address has slashes too
    if (text !== "" && !isImport && !/:\/\//.test(text))
      found.push({line: parsed.getLineAndCharacterOfPosition(node.getStart(parsed)).line + 1, text});
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(parsed, visit);
  return found;
}

function ownWords(file: string, code: string): string[] {
  // most files have none of the words anywhere
  if (!Object.values(OWN_WORDS).some((word) => word.test(code))) return [];
  return sqlTexts(code).flatMap(({line, text}) =>
    Object.entries(OWN_WORDS).flatMap(([instead, word]) => {
      const [said] = word.exec(text) ?? [];
      return said === undefined ? [] : [`${file}:${line} writes ${said}; use ${instead} of the dialect`];
    })
  );
}

test("SQL that databases say in different ways is written by a dialect only", () => {
  const files = projectFiles().filter(
    (file) => /^(?:src\/lib|src\/browser|loaders)\/.*\.ts$/.test(file) && !file.startsWith("src/lib/sql/")
  );
  expect(files.length).toBeGreaterThan(300);
  expect(files.flatMap((file) => ownWords(file, readFileSync(file, "utf8")))).toEqual([]);
});

test.each([
  ["`SELECT * FROM a ASOF LEFT JOIN b ON b.t < a.t`", "ASOF"],
  ["`SELECT ${x} // 60 FROM t`", "// 6"],
  ['"SELECT sum(a) // count(*) FROM t"', "// c"],
  ["`SELECT row_number() OVER () FROM t`", "OVER ()"],
  ["`SELECT sum(x) OVER (ROWS UNBOUNDED PRECEDING) FROM t`", "OVER (ROWS"],
  ["`create or replace table t as select 1`", "create or replace"],
  ['"BEGIN"', "BEGIN"],
  ["`SELECT last_value(x IGNORE NULLS) OVER w FROM t`", "IGNORE NULLS"]
])("it is noticed: %s", (code, word) => {
  expect(ownWords("x.ts", `export const sql = ${code};`)).toEqual([expect.stringContaining(word)]);
});

test("what is no SQL of that kind is let be", () => {
  expect(
    ownWords(
      "x.ts",
      'import a from "x//y"; const b = "https://example.org"; const c = `sum(x) OVER (ORDER BY t)`; // begin OVER ()\nconst d = "DROP TABLE t";'
    )
  ).toEqual([]);
});
