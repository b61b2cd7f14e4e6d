import {zipSync} from "fflate";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import {intentClaims, intentReport, middleValues} from "../../src/lib/reports/intent.js";
import type {IntentField, IntentFile, IntentPage} from "../../src/lib/reports/intentPage.js";
import {datasetsToCsv} from "../../src/lib/datasets/datasetCsv.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {splitName, SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import {targetById} from "../../src/lib/targets/target.js";
import {requireResult} from "../results/results.js";
import {ENSEMBLE, TRAINED_HEADS} from "../tabm/shoppersPart.js";
import {peers} from "../datasets/peers.js";
import {MODELS, readCards} from "../training/train.js";
import {once} from "../tools/once.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";
import {onnxSize} from "./onnxSize.js";

/** What the page trains on where the reader has no file: the target that the models of `models/` are trained on. */
export const INTENT_TARGET = "purchase-this-session";

/** What the page on purchase intent shows first, from two committed studies on the same folds. */
export async function intentPage(): Promise<IntentPage> {
  const names = {ensemble: ENSEMBLE, trainedHeads: TRAINED_HEADS};
  return {
    ...intentReport(requireResult("tabm-shoppers"), requireResult("shoppers-models"), names),
    claims: intentClaims(CLAIMS),
    shop: {
      ...PAGE_SHOP,
      split: splitName(SPLIT_OPTIONS),
      target: {id: INTENT_TARGET, title: targetById(INTENT_TARGET).title},
      fields: shopFields(await shopTask())
    },
    files: files(),
    runtime: onnxSize()
  };
}

/** The models that the page hands out and scores with, as `models/<name>` is called. */
const FILES = {
  tabm: "online-shoppers-revenue-tabm",
  "tabm-best-head": "online-shoppers-revenue-tabm-best-head",
  "tabm-int8": "online-shoppers-revenue-tabm-int8",
  "shop-boosting": "shop-purchase-this-session-boosting"
} as const;

function files(): IntentFile[] {
  const cards = readCards();
  return Object.entries(FILES).map(([id, called]) => {
    const {name, learner, data, columns, file} = cards.find((card) => card.name === called)!;
    return {
      id,
      name,
      title: `${learner.title} (${data.generated ? "generated shop" : "Online Shoppers, February to October"})`,
      rows: data.generated ? "shop" : "shoppers",
      columns,
      bytes: file.bytes
    };
  });
}

/** Those models as `<id>.onnx` in one archive, as each loader costs the build a process. */
export function intentArchive(): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(FILES).map(([id, name]) => [
        `${id}.onnx`,
        new Uint8Array(readFileSync(join(MODELS, `${name}.onnx`)))
      ])
    ),
    {mtime: "1980-01-01T00:00:00", level: 0}
  );
}

const shopTask = once((): Promise<Dataset> =>
  withShopLog(({engine}) => targetDataset(engine, targetById(INTENT_TARGET)))
);

function shopFields({train}: Dataset): IntentField[] {
  const middle = middleValues(train);
  return train.columns.map((name) => ({
    name,
    unit: FEATURES.find((feature) => feature.name === name)!.unit,
    middle: middle[name]
  }));
}

/** The rows of the generated shop as CSV, fetched when a reader trains or scores on them. */
export async function intentShop(): Promise<string> {
  return datasetsToCsv({[INTENT_TARGET]: await shopTask()});
}

/** The fold of each session of Online Shoppers, a digit each: the first of scikit-learn's shuffles. */
export function intentFolds(): string {
  return peers<{readonly foldOf: readonly string[]}>("shoppers").found.foldOf[0];
}
