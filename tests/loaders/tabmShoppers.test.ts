import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {keptPart} from "../../loaders/tabm/keptPart.js";
import {SHOPPERS_MODELS, shoppersPart} from "../../loaders/tabm/shoppersPart.js";
import {random} from "../../src/lib/core/random.js";
import {numbers, table} from "../../src/lib/core/table.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {SESSION_COLUMNS} from "../../src/lib/sources/onlineShoppers.js";

const built = mkdtempSync(join(tmpdir(), "clickproof-parts-"));
afterAll(() => rmSync(built, {recursive: true}));
beforeAll(openTfjs);

const ROWS = 400;

/** Sessions with the table's columns; those with page values buy more often. */
function madeUpSessions() {
  const source = random(1, 77);
  const bought = Array.from({length: ROWS}, () => (source.below(3) === 0 ? 1 : 0));
  return table(
    Object.fromEntries(
      SESSION_COLUMNS.map(({name, kind}) => [
        name,
        Float64Array.from(bought, (label) => {
          if (name === "revenue") return label;
          if (name === "month") return 2 + source.below(11);
          if (name === "weekend") return source.below(2);
          if (name === "page_values") return label === 1 || source.below(4) === 0 ? 50 * source.uniform() : 0;
          return kind === "category" || kind === "count" ? source.below(4) : source.uniform();
        })
      ])
    )
  );
}

test("a part has the scores of every model for every test row, and fewer heads of the ensemble", async () => {
  const sessions = madeUpSessions();
  const foldOf = Array.from({length: ROWS}, (_, row) => row % 5);
  const options = {
    leftOut: [],
    seed: 1,
    tabm: {width: 8, pieces: 4, embedding: 2, epochs: 3, batch: 32, learningRate: 0.01}
  };
  const part = await shoppersPart(sessions, {by: "fold", foldOf, fold: 1}, options);
  expect(Object.keys(part.models).sort()).toEqual(SHOPPERS_MODELS.map(({id}) => id).sort());
  for (const {scores} of Object.values(part.models)) {
    expect(scores).toHaveLength(ROWS / 5);
    for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  }
  const labels = Array.from({length: ROWS}, (_, row) => row)
    .filter((row) => row % 5 === 1)
    .map((row) => numbers(sessions, "revenue")[row]);
  const auc = (id: string) => rocAuc(part.models[id].scores, labels).value;
  expect(part.byHeads.auc).toHaveLength(32);
  expect(part.byHeads.auc[0]).toBeCloseTo(auc("tabm-best-head"), 6);
  expect(part.byHeads.auc[3]).toBeCloseTo(auc("tabm-greedy-4"), 6);
  expect(part.byHeads.auc[31]).toBeCloseTo(auc("tabm"), 6);
  expect(auc("tabm")).toBeGreaterThan(0.7);
  expect(part.models.tabm.seconds).toBeGreaterThan(0);
  expect(part.models.tabm.epochs).toBeLessThanOrEqual(3);
  expect(part.models["tabm-int8"].trainAuc).toBeNull();
  part.models["tabm-boosting"].scores.forEach((score, row) =>
    expect(score).toBeCloseTo((part.models.tabm.scores[row] + part.models.boosting.scores[row]) / 2, 12)
  );
});

test("a part that is kept is not worked out again, one of another key is", async () => {
  let worked = 0;
  const work = async () => ({n: ++worked});
  expect(await keptPart("s", {fold: 1}, work, {built})).toEqual({n: 1});
  expect(await keptPart("s", {fold: 1}, work, {built})).toEqual({n: 1});
  expect(await keptPart("s", {fold: 2}, work, {built})).toEqual({n: 2});
  const fails = () => Promise.reject(new Error("ended"));
  await expect(keptPart("s", {fold: 3}, fails, {built})).rejects.toThrow("ended");
  expect(await keptPart("s", {fold: 3}, work, {built})).toEqual({n: 3});
});
