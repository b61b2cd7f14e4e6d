import type {StudyResult} from "../../lib/core/result.js";
import type {DataTableOptions} from "../dataTable.js";
import {interval, percent} from "../format.js";
import {lineCell, sentenceCell, wordsCell} from "../targets/tableCells.js";

/** Every number of every learner, for the files. */
export function shuffledTable({tables}: StudyResult): DataTableOptions {
  const {title, setting, seeds, holds, holdsLow, holdsHigh, above, aboveLow, aboveHigh} = tables.learners;
  const {controls, control, controlLow, controlHigh} = tables.learners;
  const share = (value: number | string | null) => (typeof value === "number" ? percent(value) : "–");
  const columns = {
    model: title,
    holds,
    holds_low: holdsLow,
    holds_high: holdsHigh,
    above,
    above_low: aboveLow,
    above_high: aboveHigh,
    draws: seeds,
    real: control,
    real_low: controlLow,
    real_high: controlHigh,
    real_draws: controls,
    setting
  };
  const shares = Object.keys(columns).filter((name) => /^(?:holds|above|real)(?!_draws)/.test(name));
  return {name: "shuffled-labels", columns, format: Object.fromEntries(shares.map((name) => [name, share]))};
}

/** How often each learner's interval held chance on shuffled labels, and lay above it on those and on real ones. */
export function shuffledShares({tables}: StudyResult): DataTableOptions {
  const {title, holds, above, control, setting} = tables.learners;
  const within = (name: string) => (value: number | string | null, row: number) => {
    const [low, high] = [`${name}Low`, `${name}High`].map((column) => Number(tables.learners[column][row]));
    return lineCell(interval({value: Number(value), low, high, unit: "share"}));
  };
  return {
    name: "shuffled-labels-shares",
    caption: `Shuffled labels, ${tables.learners.seeds[0]} draws; real labels, ${tables.learners.controls[0]} draws`,
    columns: {model: title, holds, above, real: control, setting},
    header: {holds: "includes chance", above: "above chance", real: "above chance, real labels"},
    format: {
      model: wordsCell,
      setting: sentenceCell,
      holds: within("holds"),
      above: within("above"),
      real: within("control")
    },
    sort: "holds"
  };
}
