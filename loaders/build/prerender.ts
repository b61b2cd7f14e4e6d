import {spawn} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";

/** What a page's cells show when it opens, by the id that Framework gives the cell. */
export type StaticCells = Readonly<Record<string, string>>;

/**
 * Writes into each page of a built site what its cells show when it opens: answers, numbers among words, cards, tables, and the drawing of
 * its first figure. The page can then be read before its code has run, and where none runs. A cell that runs replaces what stands for it.
 *
 * @param folder the built site
 * @param pages addresses without `.html`
 * @throws {UserError} where pages cannot be run
 */
export async function prerender(folder: string, pages: readonly string[]): Promise<void> {
  // every second page, as neighbours are alike in length
  const halves = [0, 1].map((half) => pages.filter((_, i) => i % 2 === half)).filter((some) => some.length > 0);
  for (const made of await Promise.all(halves.map((some) => runPages(folder, some))))
    for (const [page, cells] of Object.entries(made)) {
      const file = join(folder, `${page}.html`);
      writeFileSync(file, withStaticCells(readFileSync(file, "utf8"), cells));
    }
}

/** A page with what its cells show put where Framework waits for them. Its client takes it away as the cell displays something. */
export function withStaticCells(html: string, cells: StaticCells): string {
  return html.replace(
    /(?:<observablehq-loading><\/observablehq-loading>)?<!--:([0-9a-f]{8}(?:-\d+)?):-->/g,
    (root, id: string) =>
      cells[id] === undefined ? root : `<observablehq-loading>${cells[id]}</observablehq-loading><!--:${id}:-->`
  );
}

/** Runs the pages' cells in a process of their own, which has the browser's names as globals. */
function runPages(folder: string, pages: readonly string[]): Promise<Readonly<Record<string, StaticCells>>> {
  return new Promise((done, fail) => {
    const program = join("loaders", "build", "prerenderPages.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, resolve(folder), ...pages], {
      stdio: ["ignore", "pipe", "pipe"]
    });
    let out = "";
    let errors = "";
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (errors += text));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done(JSON.parse(out.slice(out.lastIndexOf("\n{") + 1)));
      else fail(new UserError(`the pages could not be written out (exit ${code}):\n${errors.slice(-4000)}`));
    });
  });
}
