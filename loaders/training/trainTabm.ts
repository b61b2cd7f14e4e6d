import type {Estimator} from "../../src/lib/models/estimator.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {fitTabm} from "../../src/lib/models/neural/fitTabm.js";
import {holdout} from "../../src/lib/models/neural/holdout.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {TABM_OPTIONS, type TabmOptions} from "../../src/lib/nn/tabmOptions.js";
import {bestHead, keepHeads, withInt8} from "../../src/lib/models/neural/tabmPruning.js";
import {checkpoint} from "./checkpoint.js";
import {openTfjs} from "../engines/tfjs.js";
import {codeHash} from "../tools/codeHash.js";
import {fileModel, withCodes, type TrainingData, type TrainOptions} from "./train.js";

export interface TrainTabmOptions extends TrainOptions {
  readonly tabm?: Partial<TabmOptions>;
}

/**
 * Trains TabM and files it three times: as it is, cut to the head that is best on the rows held back, and with its
 * hidden layers in 8-bit numbers. After every epoch a checkpoint is written; a training that was ended goes on from
 * there, to the same files. Throws `UserError` where there is nothing to learn.
 */
export async function trainTabm(
  data: TrainingData,
  {tabm = {}, report, seed = 1, checkpoints, ...places}: TrainTabmOptions = {}
): Promise<FiledCard[]> {
  await openTfjs();
  const options: TabmOptions = {...TABM_OPTIONS, ...tabm, seed};
  const code = await codeHash("src/lib/models/neural/fitTabm.ts");
  const kept = checkpoint(`${data.prefix}-tabm`, {data: data.data.sha256, options, code}, checkpoints);
  const plain = tabmEstimator(options);
  /** What the learner saw, after codes were spread out. */
  const seen: {inner?: Model; held?: TrainingSet} = {};
  const learner: Estimator = withCodes(
    {
      ...plain,
      async fit(rows, {groups}) {
        const {train, validation} = holdout(rows, seed, groups);
        seen.held = validation ?? train;
        const run = fitTabm(train, options, {validation, resume: kept.read()});
        for (;;) {
          const {done, value} = run.next();
          if (done) return (seen.inner = value);
          kept.write(value.state);
          const {epochs, training} = value;
          await report?.({done: epochs, of: options.epochs, training, validation: value.validation});
        }
      }
    },
    data
  );
  const model = await learner.fit(data.task.train, {seed, groups: data.task.groups?.train});
  const [head] = bestHead(seen.inner!, seen.held!);
  const {id, title, setting} = learner;
  const variants: readonly (readonly [Model, Pick<Estimator, "id" | "title" | "setting">])[] = [
    [model, {id, title, setting}],
    [
      keepHeads(model, [head]),
      {
        id: `${id}-best-head`,
        title: `${title}, its best head`,
        setting: `${setting}; cut to head ${head + 1}, the best on the rows that said when to stop`
      }
    ],
    [
      withInt8(model),
      {
        id: `${id}-int8`,
        title: `${title} in 8 bits`,
        setting: `${setting}; products of hidden layers in 8-bit whole numbers`
      }
    ]
  ];
  const cards: FiledCard[] = [];
  for (const [variant, named] of variants) cards.push(await fileModel(variant, named, data, {seed, ...places}));
  kept.drop();
  return cards;
}
