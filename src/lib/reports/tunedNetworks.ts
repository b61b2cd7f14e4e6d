import {figure, type StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import type {Between} from "./recommend.js";

/** A network with options chosen on the last days of training, on the test days. */
export interface TunedNetwork {
  readonly title: string;
  /** How many networks, each with its own seed, the figures are the mean of. */
  readonly seeds: number;
  readonly hr5: Between;
  /** HR@5 less that of GRU4Rec as its authors set it, over the same clicks; null for that one itself. */
  readonly gain: Between | null;
}

export interface TunedNetworks {
  readonly rows: readonly TunedNetwork[];
  /** Settings that were compared on the validation days, at one or more numbers of epochs. */
  readonly tried: number;
  readonly clicks: number;
}

const OFFICIAL = "gru4rec-official";

/** From the result of the study `recommend-tuned`. */
export function tunedNetworks(tuned: StudyResult): TunedNetworks {
  const gains = tableRows(tuned.tables.differences).filter(
    ({second, metric}) => second === OFFICIAL && metric === "hr5"
  );
  const rows = tableRows(tuned.tables.models).map(({id, title, seeds}): TunedNetwork => {
    const {value, low, high} = figure({[tuned.study]: tuned}, `${tuned.study}#${id}-hr5`);
    const gain = gains.find(({first}) => first === id);
    return {
      title: String(title),
      seeds: Number(seeds),
      hr5: {value, low: low!, high: high!},
      gain: gain === undefined ? null : {value: Number(gain.value), low: Number(gain.low), high: Number(gain.high)}
    };
  });
  const settings = tableRows(tuned.tables.validation).map(({model, differs}) => `${model} ${differs}`);
  return {rows, tried: new Set(settings).size, clicks: tuned.figures[`${OFFICIAL}-hr5`].n!};
}
