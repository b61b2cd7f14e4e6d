import {execFile} from "node:child_process";
import {mkdtempSync, rmSync, statSync} from "node:fs";
import {cpus, tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import type {Figure} from "../../src/lib/core/result.js";
import {openDuckDB} from "../engines/duckdb.js";
import {generatedShop} from "../sources/generatedShop.js";
import {FORMS, PUBLISHED_COLUMNS_SQL, writeStored, type Form} from "../storage/storedLog.js";
import type {Study} from "./study.js";

const options = {profile: "retailrocket", seed: 1, runs: 9};
const READ_ONCE = fileURLToPath(new URL("../storage/readOnce.ts", import.meta.url));

interface Reading {
  readonly wholeMs: number;
  readonly questionMs: number;
  readonly rows: number;
  readonly risenMb: number;
}

/** What a log weighs, how fast it is read and how much memory that takes, by form. */
export const study: Study = {
  name: "storage-twin",
  title: "Size, reading time and memory of the twin's log as CSV, gzip, Parquet, DuckDB and Arrow.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    const folder = mkdtempSync(join(tmpdir(), "clickproof-storage-"));
    const file = (form: Form) => join(folder, `events.${form}`);
    try {
      progress("generating the twin and writing its forms");
      const engine = await openDuckDB();
      try {
        const source = await generatedShop(options);
        await source.load(engine);
        await engine.run(`CREATE TABLE published AS ${PUBLISHED_COLUMNS_SQL}`);
        for (const form of FORMS) await writeStored(engine, form, file(form));
      } finally {
        await engine.close();
      }
      const readings: Record<Form, Reading[]> = Object.fromEntries(FORMS.map((form) => [form, []])) as never;
      // by turns, so that whatever else the machine does falls on all of them
      for (let run = 0; run < options.runs; run++) {
        progress(`reading, ${run + 1} of ${options.runs}`);
        for (const form of FORMS) {
          const {stdout} = await promisify(execFile)(process.execPath, [
            "--import",
            "tsx",
            READ_ONCE,
            form,
            file(form)
          ]);
          readings[form].push(JSON.parse(stdout) as Reading);
        }
      }
      const rows = readings.csv[0].rows;
      const megabytes = Object.fromEntries(FORMS.map((form) => [form, statSync(file(form)).size / 1e6])) as Record<
        Form,
        number
      >;
      const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
      const dataset = `generated twin of RetailRocket, seed ${options.seed}, its four columns`;
      const exact = (value: number, unit: string, protocol: string): Figure => ({
        value,
        low: null,
        high: null,
        n: rows,
        unit,
        dataset,
        protocol
      });
      const median = (values: readonly number[], unit: string, protocol: string): Figure => {
        const sorted = [...values].sort((a, b) => a - b);
        return {
          value: sorted[sorted.length >> 1],
          // with 9 runs the 2nd and the 8th enclose the median of all runs with probability 1 − 2 · 10/512 = 0.96
          low: sorted[1],
          high: sorted[sorted.length - 2],
          n: sorted.length,
          unit,
          dataset,
          protocol: `${protocol}; median of ${sorted.length} processes with the 96 % interval of order statistics; ${machine}`
        };
      };
      const figures: Record<string, Figure> = {};
      for (const form of FORMS) {
        const name = NAMES[form];
        figures[`${name}Mb`] = exact(megabytes[form], "MB", `bytes of the file / 10⁶, as ${form}`);
        figures[`${name}WholeMs`] = median(
          readings[form].map(({wholeMs}) => wholeMs),
          "ms",
          "the file read whole into columns in memory, one thread"
        );
        figures[`${name}QuestionMs`] = median(
          readings[form].map(({questionMs}) => questionMs),
          "ms",
          "events counted by type, straight from the file, one thread"
        );
        figures[`${name}RisenMb`] = median(
          readings[form].map(({risenMb}) => risenMb),
          "MB",
          "how far the resident memory of the process that reads it rises"
        );
      }
      const faster = (what: "wholeMs" | "questionMs", protocol: string) =>
        median(
          readings.csv.map((reading, run) => reading[what] / readings.parquet[run][what]),
          "×",
          protocol
        );
      figures.parquetFasterWhole = faster(
        "wholeMs",
        "time to read the CSV whole / time to read the Parquet file whole"
      );
      figures.parquetFasterQuestion = faster("questionMs", "time to count types from the CSV / from the Parquet file");
      figures.parquetSaves = exact(
        100 * (1 - megabytes.parquet / megabytes.csv),
        "%",
        "100 × (1 − size of the Parquet file / size of the CSV), events only"
      );
      return {
        figures,
        tables: {
          forms: {
            form: [...FORMS],
            mb: FORMS.map((form) => megabytes[form]),
            wholeMs: FORMS.map((form) => figures[`${NAMES[form]}WholeMs`].value),
            questionMs: FORMS.map((form) => figures[`${NAMES[form]}QuestionMs`].value),
            risenMb: FORMS.map((form) => figures[`${NAMES[form]}RisenMb`].value)
          }
        }
      };
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  }
};

const NAMES: Readonly<Record<Form, string>> = {
  csv: "csv",
  "csv.gz": "gzip",
  parquet: "parquet",
  "zstd.parquet": "parquetZstd",
  duckdb: "duckdb",
  arrow: "arrow"
};
