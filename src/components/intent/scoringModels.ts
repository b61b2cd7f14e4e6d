import type {FileScorer} from "../../browser/fileScorer.js";
import type {IntentSplit} from "../../browser/intent.js";
import type {IntentPage} from "../../lib/reports/intentPage.js";
import {positives} from "../../lib/datasets/dataset.js";
import type {DroppedModel} from "./filePanel.js";
import {splitOfCard} from "./filePanel.js";
import type {IntentRowsState} from "./rowsChoice.js";
import type {TrainedTabm} from "./tabmPanel.js";
import {backgroundOf} from "../../lib/explain/explainer.js";
import {MOST_BACKGROUND} from "./explainVisitor.js";
import type {ScoringModel} from "./visitorPanel.js";

export interface ScoringModelsOptions {
  readonly page: IntentPage;
  readonly scorer: FileScorer;
  readonly rows: IntentRowsState;
  readonly split: IntentSplit;
  /** Addresses of the site's own models, by id. */
  readonly files: Readonly<Record<string, string>>;
  readonly trained: TrainedTabm | null;
  readonly dropped: DroppedModel | null;
}

/** The models that a visitor can be scored with: the site's, the one that was trained in the tab, and a file that was dropped. */
export function scoringModels(options: ScoringModelsOptions): ScoringModel[] {
  const {page, rows, files, trained, dropped} = options;
  /** Scores of the test rows, where the rows that are open have the columns. */
  const testWith = async (file: Uint8Array, columns: readonly string[], split: IntentSplit) => {
    const data = await rows.open();
    const task = await data.columns(split, columns);
    const {scores} = await options.scorer.judge(file, task);
    return {scores, share: positives(task.test.y) / task.test.rows, of: rows.called};
  };
  /** Training rows by the columns of a form, which are those of the source. */
  const trainingRows = async (columns: readonly string[], split: IntentSplit) => {
    const data = await rows.open();
    return backgroundOf((await data.columns(split, columns)).train, MOST_BACKGROUND);
  };
  return [
    ...page.files.map(({id, title, columns, rows: kind}): ScoringModel => {
      let file: Promise<Uint8Array> | undefined;
      return {
        id,
        title,
        columns,
        load() {
          file ??= fetch(files[id]).then(async (answer) => new Uint8Array(await answer.arrayBuffer()));
          // what failed may come the next time
          file.catch(() => (file = undefined));
          return file;
        },
        test: (content) => (kind === rows.kind ? testWith(content, columns, "months") : Promise.resolve(null)),
        background: (names) =>
          kind === rows.kind ? trainingRows(names, "months").catch(() => null) : Promise.resolve(null)
      };
    }),
    ...(trained === null
      ? []
      : [
          {
            id: "here",
            title: `TabM trained above on ${trained.plan.rows.called}`,
            columns: trained.reply.card.columns,
            load: () => Promise.resolve(trained.reply.file),
            test: () =>
              Promise.resolve({
                scores: trained.reply.scores,
                share: trained.reply.card.data.test.positives / trained.reply.card.data.test.rows,
                of: trained.plan.rows.called
              }),
            background: (names: readonly string[]) => trainingRows(names, trained.plan.split).catch(() => null)
          }
        ]),
    ...(dropped === null
      ? []
      : [
          {
            id: "dropped",
            title: `the file ${dropped.name}`,
            columns: dropped.says.columns,
            load: () => Promise.resolve(dropped.bytes),
            test: (content: Uint8Array) =>
              testWith(content, dropped.says.columns, splitOfCard(dropped.says.card) ?? options.split),
            background: (names: readonly string[]) =>
              trainingRows(names, splitOfCard(dropped.says.card) ?? options.split).catch(() => null)
          }
        ])
  ];
}
