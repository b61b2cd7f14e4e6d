import {describe, expect, it} from "vitest";
import {tableRows} from "../../src/lib/core/tableRows.js";
import {requireResult} from "../../loaders/results/results.js";

/**
 * Hit rates at 1, 5, 10 and 20, MRR and NDCG at 20, made once with another program from the same definitions, to three
 * places. Repeats kept; then hit rates at 5 and 20 with repeats dropped.
 */
const ELSEWHERE: Readonly<Record<string, {readonly keep: readonly number[]; readonly drop: readonly number[]}>> = {
  popularity: {keep: [0.016, 0.076, 0.136, 0.245, 0.052, 0.093], drop: [0.079, 0.235]},
  "session-popularity": {keep: [0.024, 0.1, 0.165, 0.285, 0.065, 0.112], drop: [0.069, 0.241]},
  "association-rules": {keep: [0.073, 0.268, 0.405, 0.585, 0.168, 0.259], drop: [0.27, 0.585]},
  "sequential-rules": {keep: [0.135, 0.378, 0.539, 0.702, 0.251, 0.351], drop: [0.388, 0.696]},
  "markov-chain": {keep: [0.137, 0.374, 0.533, 0.691, 0.251, 0.349], drop: [0.387, 0.685]},
  "item-knn": {keep: [0.092, 0.307, 0.455, 0.626, 0.198, 0.292], drop: [0.325, 0.663]},
  sknn: {keep: [0.022, 0.147, 0.273, 0.429, 0.089, 0.162], drop: [0.122, 0.408]},
  vsknn: {keep: [0.048, 0.236, 0.421, 0.617, 0.144, 0.247], drop: [0.195, 0.597]},
  stan: {keep: [0.05, 0.279, 0.468, 0.657, 0.159, 0.268], drop: [0.239, 0.639]}
};
/** The authors' GRU4Rec, one seed, the same settings: hit rates at 5 and 20, MRR at 20, repeats kept. */
const AUTHORS_GRU4REC = {hr5: 0.398, hr20: 0.722, mrr20: 0.272};

describe("recommenders on the e-shop log", () => {
  const {figures, tables} = requireResult("recommend-eshop");
  const of = (name: string) => figures[name].value;

  it.each(Object.entries(ELSEWHERE))("%s is as elsewhere", (id, {keep, drop}) => {
    ["hr1", "hr5", "hr10", "hr20", "mrr20", "ndcg20"].forEach((metric, k) =>
      expect(Math.abs(of(`keep-${id}-${metric}`) - keep[k]), metric).toBeLessThan(0.001)
    );
    ["hr5", "hr20"].forEach((metric, k) =>
      expect(Math.abs(of(`drop-${id}-${metric}`) - drop[k]), metric).toBeLessThan(0.001)
    );
  });

  it("GRU4Rec is as its authors' within 0.005 and two standard errors of five seeds", () => {
    const seeds = tableRows(tables.seeds).filter(({repeats}) => repeats === "keep");
    expect(seeds).toHaveLength(5);
    for (const [metric, theirs] of Object.entries(AUTHORS_GRU4REC)) {
      const values = seeds.map((row) => Number(row[metric]));
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
      expect(of(`keep-gru4rec-${metric}`)).toBeCloseTo(mean, 9);
      expect(Math.abs(mean - theirs), metric).toBeLessThan(0.005 + 2 * Math.sqrt(variance / values.length));
    }
  });
});

describe("the waterfall on RetailRocket's sample", () => {
  const {tables} = requireResult("recommend-waterfall");
  const row = (split: string, sequences = "visitors", repeats = "keep", windows = 4) =>
    tableRows(tables.windows).find(
      (one) => one.split === split && one.sequences === sequences && one.repeats === repeats && one.windows === windows
    )!;

  it("gives both figures as found elsewhere, over 30 other splits whose deviation was 0.015", () => {
    const leaking = row("random-windows");
    expect(Math.abs(Number(leaking.hr20) - 0.841)).toBeLessThan(0.015);
    expect(Math.abs(Number(leaking.ndcg20) - 0.746)).toBeLessThan(0.015);
    const dropped = row("random-windows", "visitors", "drop", 6);
    expect(Math.abs(Number(dropped.hr20) - 0.84)).toBeLessThan(0.034);
    expect(Math.abs(Number(dropped.ndcg20) - 0.743)).toBeLessThan(0.032);
  });

  it("gives less than half of it with whole sequences on one side", () => {
    const whole = row("random-sequences");
    expect(Math.abs(Number(whole.hr20) - 0.409)).toBeLessThan(0.051);
    expect(Math.abs(Number(whole.ndcg20) - 0.341)).toBeLessThan(0.042);
  });
});

describe("the ceiling of generated shops", () => {
  const {figures, tables} = requireResult("recommend-shops");
  const rows = tableRows(tables.metrics);

  it("is above every model in hits, reciprocal rank and gain", () => {
    for (const log of ["paper", "paper-2", "paper-2-new-items"]) {
      const own = rows.filter((row) => row.log === log);
      const ceiling = own.find(({model}) => model === "ceiling")!;
      expect(own.length).toBeGreaterThan(3);
      for (const row of own)
        for (const metric of ["hr1", "hr5", "hr20", "mrr20", "ndcg20"])
          expect(Number(row[metric]), `${log}, ${row.model}, ${metric}`).toBeLessThanOrEqual(Number(ceiling[metric]));
    }
  });

  it("is the whole of what can be known, of which popularity is nothing", () => {
    const shares = tableRows(tables.shares).filter(({metric}) => metric === "hr5");
    for (const row of shares) {
      const of = (model: string) => figures[`${row.log}-${model}-hr5`].value;
      const share = (of(String(row.model)) - of("popularity")) / (of("ceiling") - of("popularity"));
      expect(Number(row.value), `${row.log}, ${row.model}`).toBeCloseTo(share, 9);
    }
  });

  it("leaves new items to the hybrid: models that count have none of them among their first five", () => {
    const hits = (model: string) => figures[`paper-2-new-items-${model}-new-hr5`];
    for (const model of ["popularity", "markov-chain", "sequential-rules"]) expect(hits(model).value).toBe(0);
    expect(hits("cold-item-hybrid").n).toBeGreaterThan(100);
  });
});
