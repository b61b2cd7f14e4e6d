import {existsSync, readFileSync} from "node:fs";
import {dirname, join} from "node:path/posix";
import {describe, expect, test} from "vitest";
import {projectFiles} from "./repository.js";

const documents = projectFiles().filter((file) => file.endsWith(".md"));
const {scripts} = JSON.parse(readFileSync("package.json", "utf8"));
const OF_NPM = ["ci", "install", "start", "test", "run"];

/** Markdown without what is shown as code. */
const prose = (text: string) => text.replace(/^(`{3,})[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");

/** Headings as GitHub and Framework make anchors of them. */
const anchors = (file: string) =>
  Array.from(readFileSync(file, "utf8").matchAll(/^#{1,6} (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s+/g, "-")
  );

/** The file a relative link leads to; a page's address has no ending. */
function target(document: string, link: string): string | undefined {
  const path = join(dirname(document), decodeURI(link.replace(/[?#].*$/, "")));
  const candidates = link.startsWith("#") ? [document] : [path, `${path}.md`, join(path, "index.md")];
  return candidates.find((one) => existsSync(one));
}

describe.each(documents)("%s", (document) => {
  const text = readFileSync(document, "utf8");

  test("names only commands that exist", () => {
    const named = Array.from(text.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g), ([command, name]) => ({command, name}));
    const unknown = named.filter(
      ({name, command}) => !(name in scripts || (!command.includes("npm run") && OF_NPM.includes(name)))
    );
    expect(unknown).toEqual([]);
  });

  test("links to what is there", () => {
    const links = Array.from(
      prose(text).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)|\b(?:src|href)="([^"$]+)"/g),
      (m) => m[1] ?? m[2]
    );
    const local = links.filter((link) => !/^(?:\w+:|\/\/)/.test(link));
    const broken = local.filter((link) => {
      const file = target(document, link);
      if (file === undefined) return true;
      const anchor = link.split("#")[1];
      return (
        anchor !== undefined && file.endsWith(".md") && !document.startsWith("src/") && !anchors(file).includes(anchor)
      );
    });
    expect(broken).toEqual([]);
  });
});

test("the README shows how to start and how to test", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toMatch(/^npm start$/m);
  expect(readme).toMatch(/^npm test$/m);
});
