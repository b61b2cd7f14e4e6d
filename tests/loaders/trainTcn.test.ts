import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {scoreSessionsOnnx} from "../../loaders/engines/onnx.js";
import {readSessions} from "../../loaders/sequence/readSessions.js";
import {sha256Of} from "../../loaders/tools/files.js";
import {MODELS, readCards} from "../../loaders/training/train.js";
import {trainTcn} from "../../loaders/training/trainTcn.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {rawColumns} from "../../src/lib/sequence/rawEvents.js";
import {sessionsOfPart} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-tcn-"));
afterAll(() => rmSync(folder, {recursive: true}));

/** Rechecks a card against its file and against sessions made anew. */
async function recheck(card: FiledCard, place: string, from: Parameters<typeof readSessions>[0]): Promise<void> {
  const bytes = new Uint8Array(readFileSync(join(place, card.file.name)));
  expect(card.file).toEqual({name: `${card.name}.onnx`, bytes: bytes.length, sha256: sha256Of(bytes)});
  const {file: _, schema, ...said} = card;
  const {metadata} = readOnnxMetadata(bytes);
  expect(JSON.parse(metadata.card)).toEqual(said);
  expect(JSON.parse(metadata.schema)).toEqual(schema);
  expect(JSON.parse(metadata.channels)).toEqual(card.columns);
  const encoder = JSON.parse(metadata.encoder);
  expect(rawColumns(encoder)).toEqual(card.columns);

  const {sequences, sha256} = await readSessions(from);
  expect(card.data.sha256).toBe(sha256);
  const test = sessionsOfPart(sequences, 2);
  const targets = JSON.parse(metadata.targets) as SessionTarget[];
  const scores = await scoreSessionsOnnx(bytes, encoder, test);
  const {y} = sessionLabels(test, {ask: "purchase"});
  const column = targets.findIndex(({ask}) => ask === "purchase");
  const {value} = rocAuc(
    Array.from(y, (_, at) => scores[at * targets.length + column]),
    y
  );
  const {AUC} = card.metrics;
  if ("none" in AUC) throw new Error(AUC.none);
  expect(Math.abs(AUC.value - value)).toBeLessThan(1e-4);
  expect(AUC.n).toBe(y.length);
  expect(card.data.test.rows).toBe(y.length);
}

test("the committed network is the card's, on the generated shop", async () => {
  const [card] = readCards().filter(({family}) => family === "tcn");
  expect(card.name).toBe("shop-purchase-this-session-tcn");
  expect(card.limits.join(" ")).toContain("The data are generated");
  expect(card.file.bytes).toBeLessThan(500_000);
  await recheck(card, MODELS, {});
});

describe("trainTcn", () => {
  const small = {shape: {width: 6, blocks: 2, kernel: 2}, epochs: 4, batch: 256, patience: 0};
  const from = {profile: "tiny", split: parseSplit("user 60/10/30 seed 1")};
  const places = (name: string) => ({folder: join(folder, name), checkpoints: join(folder, `${name}-checkpoints`)});

  test("files a network with its card; one that was ended goes on to the same file", async () => {
    await openTfjs();
    const whole = await trainTcn(from, {...places("whole"), tcn: small, seed: 2});
    expect(whole.name).toBe("shop-tiny-purchase-this-session-tcn");
    expect(whole.learner).toMatchObject({id: "tcn", seed: 2});
    expect(Object.keys(whole.metrics)).toEqual(expect.arrayContaining(["AUC of abandonment", "AUC of exit 60 s"]));
    expect(whole.limits.at(-1)).toMatch(
      /^Its rows are events, many of a session: \d+ sessions train, \d+ of which buy/
    );
    await recheck(whole, join(folder, "whole"), from);

    const ended = places("ended");
    const stop = ({done}: {done: number}) => {
      if (done > 2) throw new Error("ended");
    };
    await expect(trainTcn(from, {...ended, tcn: small, seed: 2, report: stop})).rejects.toThrow("ended");
    expect(readdirSync(ended.checkpoints).filter((file) => file.endsWith(".checkpoint"))).toHaveLength(1);
    const epochs: number[] = [];
    const again = await trainTcn(from, {
      ...ended,
      tcn: small,
      seed: 2,
      report: ({done, training}) => {
        if (training !== undefined) epochs.push(done);
      }
    });
    expect(epochs).toEqual([3, 4]);
    expect(again).toEqual(whole);
    expect(readdirSync(ended.checkpoints).some((file) => file.endsWith(".checkpoint"))).toBe(false);
  });

  /** A log of 90 users with three views a visit, and what `last` says at its end. */
  function logFile(name: string, last: (user: number, day: number) => string | null): string {
    const lines = ["user,item,type,time"];
    for (let user = 0; user < 90; user++)
      for (let day = 1; day <= 4; day++) {
        const at = (minute: number) => `2026-03-0${day}T10:${String(minute).padStart(2, "0")}:00Z`;
        for (let k = 0; k < 3; k++) lines.push(`u${user},i${(user + k * day) % 7},view,${at(k)}`);
        const type = last(user, day);
        if (type !== null) lines.push(`u${user},i1,${type},${at(4)}`);
      }
    const path = join(folder, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  }

  test("leaves out what a log without carts cannot teach, and says so", async () => {
    const source = logFile("no-carts.csv", (user, day) => ((user * 7 + day) % 4 === 0 ? "purchase" : null));
    const card = await trainTcn({source, split: from.split}, {...places("no-carts"), tcn: {...small, epochs: 1}});
    expect(Object.keys(card.metrics).filter((name) => name.startsWith("AUC"))).toEqual(["AUC", "AUC of exit 60 s"]);
    expect(card.limits).toContain(
      "The training part could not teach every target: abandonment is asked after no event there."
    );
    expect(card.schema.scores.map(({name, at}) => [name, at])).toEqual([
      ["purchase", 0],
      ["exit 60 s", 1]
    ]);
    await recheck(card, join(folder, "no-carts"), {source, split: from.split});
  });

  test("says what to do where nobody buys, or everybody does", async () => {
    for (const [name, last] of [
      ["never.csv", () => null],
      ["always.csv", () => "purchase"]
    ] as const)
      await expect(trainTcn({source: logFile(name, last)}, places("none"))).rejects.toThrow(
        /^the \d+ sessions of the training part cannot teach who buys: purchase is [01] after all \d+ events; give a log/
      );
  });

  test("says what is wrong", async () => {
    await expect(trainTcn({...from, profile: "huge"}, places("none"))).rejects.toThrow(/the shop has no profile huge/);
    await expect(
      trainTcn(from, {...places("none"), tcn: {...small, shape: {width: 0, blocks: 1, kernel: 1}}})
    ).rejects.toThrow(/^width: 0;/);
  });
});
