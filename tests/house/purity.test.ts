import {readFileSync} from "node:fs";
import {transformSync} from "esbuild";
import {describe, expect, test} from "vitest";
import {projectFiles} from "./repository.js";

const lib = projectFiles().filter((file) => /^src\/lib\/.*\.ts$/.test(file));

/** The code of a file without types, comments and the text of its strings. */
function bareCode(file: string): string {
  const {code} = transformSync(readFileSync(file, "utf8"), {loader: "ts", target: "esnext", legalComments: "none"});
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

const uses = (files: string[], pattern: RegExp): string[] =>
  files.flatMap((file) => Array.from(bareCode(file).matchAll(pattern), ([found]) => `${file}: ${found}`));

describe("src/lib gives the same result everywhere", () => {
  test("there is something to check", () => expect(lib.length).toBeGreaterThan(5));

  test("no chance, no clock", () =>
    expect(uses(lib, /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bcrypto\.\w+/g)).toEqual([]));

  test("no page and no process", () =>
    expect(uses(lib, /(?<![\w.$])(?:document|window|navigator|localStorage|process|globalThis)\./g)).toEqual([]));

  test("no function whose last bit differs between engines, where results are hashed", () => {
    const exact = lib.filter((file) =>
      /^src\/lib\/(?:core|sources|sql|generator|pipeline|eventLog|features|models(?!\/neural))\//.test(file)
    );
    const inexact =
      /\bMath\.(?:exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b|\*\*/g;
    expect(uses(exact, inexact)).toEqual([]);
  });
});

test("every function that src/lib exports says what it does", () => {
  const silent = lib.flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.flatMap((line, i) => {
      const name =
        /^export (?:async )?function\*? (\w+)/.exec(line)?.[1] ??
        /^export const (\w+) = (?:async )?(?:\(|<)/.exec(line)?.[1];
      if (name === undefined) return [];
      const before = lines[i - 1]?.trim() ?? "";
      // an overload speaks for those that follow it
      return before.endsWith("*/") || new RegExp(`^export function ${name}\\b`).test(before)
        ? []
        : [`${file}: ${name}`];
    });
  });
  expect(silent).toEqual([]);
});
