import {html} from "htl";
import {browserFile} from "../../browser/ownLog/browserFile.js";
import {UserError} from "../../lib/core/errors.js";
import type {TextTable} from "../../lib/eventLog/textTable.js";
import {analyzeExperiment, type ExperimentAnalysis} from "../../lib/experiments/analyzeExperiment.js";
import {parseExperiment} from "../../lib/experiments/experiment.js";
import {exposuresOf, metricsOf, variantsOf} from "../../lib/experiments/experimentTables.js";
import {exposedUnits} from "../../lib/experiments/exposureLog.js";
import {parseMetric} from "../../lib/experiments/parseMetric.js";
import {dataTable} from "../dataTable.js";
import {failureText} from "../failureText.js";
import {count, fixed, percent} from "../format.js";
import {fileDrop} from "../intent/fileDrop.js";

const ENDINGS = ".csv,.tsv,.txt,.parquet,.xlsx,.json,.ndjson,.gz,.zip";

/** Two fields for a reader's own tables, and the analysis of them. Files are read in the tab and go nowhere. */
export function ownExperiment(): HTMLElement {
  const tables: {exposures?: TextTable; metrics?: TextTable} = {};
  const said = html`<p class="own-experiment-said" role="status">
    Give an exposure log to begin with.
  </p>` as HTMLElement;
  const result = html`<div></div>` as HTMLElement;
  const metric = html`<input
    type="text"
    size="28"
    placeholder="bought"
    style="min-height: 2.75rem; max-width: 100%; box-sizing: border-box; font: inherit"
  />` as HTMLInputElement;
  const analyze = html`<button type="button" class="button" disabled>Analyze</button>` as HTMLButtonElement;

  async function read(role: "exposures" | "metrics", file: File): Promise<void> {
    said.textContent = `Reading ${file.name} …`;
    try {
      const {readTextTable} = await import("../../lib/eventLog/textTable.js");
      const table = await readTextTable(browserFile(file, `experiment-${role}`));
      if (role === "exposures") variantsOf(exposuresOf(table));
      tables[role] = table;
      const names = Object.keys(table.columns);
      said.textContent = `${file.name}: ${count(table.rows)} rows with ${names.join(", ")}.`;
      if (role === "metrics" && metric.value === "") metric.value = names[1] ?? names[0];
    } catch (error) {
      delete tables[role];
      said.textContent = failureText(error);
    }
    analyze.disabled = tables.exposures === undefined || tables.metrics === undefined;
  }

  function show(): void {
    try {
      const {exposures, metrics} = tables as {exposures: TextTable; metrics: TextTable};
      const log = exposuresOf(exposures);
      const names = metric.value
        .split(",")
        .map((text) => text.trim())
        .filter((text) => text !== "");
      if (names.length === 0) throw new UserError("no metric is named", "write a column of the second table");
      const {table, specs} = metricsOf(
        metrics,
        names.map((text) => parseMetric(text))
      );
      const experiment = parseExperiment({
        experiment_id: "own",
        variants: variantsOf(log),
        primary_metric: names[0]
      });
      const found = analyzeExperiment(
        experiment,
        exposedUnits(
          experiment,
          log.map(({unit, variant}) => ({unit, variant}))
        ),
        table,
        specs
      );
      said.textContent = sentencesOf(found).join(" ");
      result.replaceChildren(tableOf(found));
    } catch (error) {
      result.replaceChildren();
      said.textContent = failureText(error);
    }
  }

  analyze.addEventListener("click", show);
  return html`<div class="own-experiment" data-unaddressed>
    ${fileDrop({
      label: "Exposure log",
      accept: ENDINGS,
      hint: "One row for each unit that saw a variant, with columns such as user_id and variant. The variant of the first row is the control.",
      onFile: (file) => void read("exposures", file)
    })}
    ${fileDrop({
      label: "Metric table",
      accept: ENDINGS,
      hint: "What units did: a column of units, and columns of numbers. Both files stay in this tab.",
      onFile: (file) => void read("metrics", file)
    })}
    <p><label>Metrics, the primary one first ${metric}</label> ${analyze}</p>
    ${said}${result}
  </div>` as HTMLElement;
}

function sentencesOf({
  variants,
  counts,
  sampleRatio,
  problems,
  primary,
  withoutRows,
  notExposed
}: ExperimentAnalysis): string[] {
  const p = sampleRatio.p < 0.001 ? "below 0.001" : fixed(sampleRatio.p, 3);
  return [
    `${variants.map((name, i) => `${count(counts[i])} units saw ${name}`).join(", ")}; for an even split the sample ratio test has p ${p}.`,
    ...problems.map((problem) => `Problem: ${problem}.`),
    ...(withoutRows > 0 ? [`${count(withoutRows)} of them have no row in the metric table and count as 0.`] : []),
    ...(notExposed > 0 ? [`${count(notExposed)} units of the metric table saw no variant and are left out.`] : []),
    ...(primary.none === null ? [] : [`${primary.none}.`])
  ];
}

function tableOf({primary, others}: ExperimentAnalysis): HTMLElement {
  const rows = [primary, ...others].flatMap(({name, comparisons, arms}) =>
    comparisons.map((one) => ({name, control: arms[0].value, ...one}))
  );
  return dataTable({
    name: "own-experiment",
    caption: "Each variant less the control, with 95 % intervals",
    columns: {
      metric: rows.map(({name}) => name),
      variant: rows.map(({variant}) => variant),
      control: rows.map(({control}) => control),
      difference: rows.map(({value}) => value),
      low: rows.map(({low}) => low),
      high: rows.map(({high}) => high),
      lift: rows.map(({relative}) => (relative === null ? null : percent(relative.value))),
      p: rows.map(({pHolm}) => pHolm),
      anyLow: rows.map(({sequence}) => sequence?.low ?? null),
      anyHigh: rows.map(({sequence}) => sequence?.high ?? null)
    },
    header: {
      control: "control's value",
      low: "from",
      high: "to",
      p: "p, corrected (Holm)",
      anyLow: "at any time, from",
      anyHigh: "to"
    }
  });
}
