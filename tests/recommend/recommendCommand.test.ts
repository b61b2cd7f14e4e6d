import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {recommendCommand} from "../../loaders/cli/recommend.js";
import {UsageError, UserError} from "../../src/lib/core/errors.js";

test.each([
  ["evaluate --diversity 0.5", "--diversity is for top, and not for evaluate"],
  ["top 1 --diversity 2", '--diversity is "2"; give a number from 0 to 1'],
  ["top 1 --diversity much", '--diversity is "much"; give a number from 0 to 1'],
  ["top 1 --diversity=", '--diversity is ""; give a number from 0 to 1'],
  ["top 1 --source=", "--source is empty; name a source, or the file of a log"],
  ["top 1 --models=", '"" leaves a model out; there are popularity'],
  ["top 1 --models popularity,,gru4rec", '"popularity,,gru4rec" leaves a model out'],
  ["train --model=", "name a model: --model gru4rec or sasrec"],
  ["train --model sasrec --out=", "--out is empty; name a folder"],
  ["train --model sasrec --out package.json", "--out package.json is a file; name a folder"],
  ["evaluate --models markov-recent", "there is no model markov-recent; did you mean markov-recency?"]
])("%s is refused", async (words, message) => {
  const refused = await recommendCommand(words.split(" ")).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect((refused as Error).message).toContain(message);
});

describe("with a small log", () => {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-recommend-"));
  const log = join(folder, "clicks.csv");
  const day = (session: number) => new Date(Date.UTC(2024, 0, 1 + session));
  const rows = Array.from({length: 40}, (_, s) =>
    [35, 12, 40].map((item, k) => `${s},${new Date(day(s).getTime() + k * 60_000).toISOString()},${item},view`)
  );
  writeFileSync(log, ["session,time,item,event", ...rows.flat(), ""].join("\n"));
  afterAll(() => rmSync(folder, {recursive: true}));

  test.each([
    [["top", "999"], "no session has item 999; name items by the ids that the log has"],
    [["top", "0x23"], "no session has item 0x23"],
    [["top", "35.0"], "no session has item 35.0"],
    [["top", ""], 'no session has item ""'],
    [["explain", "12", "--item", "1e1"], "no session has item 1e1"],
    [["train", "--model", "sasrec", "--set", "maxlen=1000000000"], "the network is too large for the memory"]
  ])("%j is refused in one line", async (words, message) => {
    const refused = await recommendCommand([...words, "--source", log, "--yes", "--json"]).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as Error).message).toContain(message);
    expect((refused as Error).message).not.toContain("\n");
  });
});
