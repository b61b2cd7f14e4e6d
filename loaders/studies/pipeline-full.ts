import {spawn} from "node:child_process";
import {cpus} from "node:os";
import type {Figure} from "../../src/lib/core/result.js";
import type {PartialRun} from "../../src/lib/pipeline/stages.js";
import {exactFigure} from "../results/exactFigure.js";
import type {ModelsRun} from "../pipeline/modelStages.js";
import {readRuns} from "../runs/runStore.js";
import {codeHash} from "../tools/codeHash.js";
import type {Study} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  target: "purchase-this-session",
  runs: 7,
  /** The command runs in processes of its own, so that this file does not import what it measures. */
  command: await codeHash("loaders/cli/pipeline.ts")
};

/** What `--json` prints of a run that trained. */
type Document = PartialRun & Pick<ModelsRun, "models"> & {readonly run: string};

/** What one run of the command took, milliseconds. */
interface Timed {
  readonly document: Document;
  readonly wall: number;
  readonly cpu: number;
}

/** How long the whole pipeline takes, from nothing to evaluated models, for the claims that name a time or a size. */
export const study: Study = {
  name: "pipeline-full",
  title:
    "Times npm run pipeline -- --full on the generated shop in fresh processes, and weighs the models that it makes.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    const runs: Timed[] = [];
    for (let k = 0; k < options.runs; k++) {
      progress(`run ${k + 1} of ${options.runs}`);
      runs.push(await runCommand());
    }
    const [{document}] = runs;
    const {models} = document;
    if (models.why !== null) throw new Error(`not everything was trained: ${models.why}`);
    for (const {document: other} of runs)
      for (const [k, {name, sha256}] of document.stages.entries())
        if (other.stages[k].sha256 !== sha256) throw new Error(`${name} differs from run to run`);

    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
    const dataset = `generated shop, profile ${options.profile}, seed ${options.seed}`;
    const median = (of: (run: Timed) => number, protocol: string): Figure => {
      const sorted = runs.map(of).sort((a, b) => a - b);
      return {
        value: sorted[sorted.length >> 1],
        // of 7 runs the least and the greatest enclose the median of all runs with probability 1 − 2/2⁷ = 0.984
        low: sorted[0],
        high: sorted[sorted.length - 1],
        n: sorted.length,
        unit: "ms",
        dataset,
        protocol: `${protocol}; median of ${sorted.length} runs, each in a process of its own with every stage run anew, from the fastest to the slowest, a 98 % interval of order statistics; ${machine}`
      };
    };
    const stage =
      (...names: string[]) =>
      ({document: {stages}}: Timed): number =>
        stages.filter(({name}) => names.includes(name)).reduce((sum, {ms, hashMs}) => sum + ms + hashMs, 0);
    const exact = exactFigure(dataset);
    const bytes = models.trained.map(({file}) => file.bytes);
    const TRAINING = ["train logistic", "train boosting"];
    const written = "with writing Parquet and hashing";
    return {
      figures: {
        generateMs: median(stage("generate"), `generation ${written}`),
        sessionizeMs: median(stage("sessionize", "sessions"), `sessionize stage and table of sessions ${written}`),
        featuresMs: median(stage("examples", "features"), `examples and their 37 features ${written}`),
        trainMs: median(
          stage(...TRAINING),
          `preparing the rows of ${options.target}, training the logistic regression and boosting, writing and scoring their files`
        ),
        evaluateMs: median(stage("evaluate"), "scoring the test rows with both files, all metrics and their intervals"),
        totalMs: median(({wall}) => wall, "the whole command, from the start of its process to its end"),
        totalCpuMs: median(({cpu}) => cpu, "processor time of the whole command, all threads together"),
        modelBytes: exact(
          bytes.reduce((sum, size) => sum + size, 0),
          "bytes",
          `ONNX files of the ${models.trained.map(({title}) => title.toLowerCase()).join(" and the ")}, their preparation included`
        )
      },
      tables: {
        runs: {
          wall: runs.map(({wall}) => wall),
          cpu: runs.map(({cpu}) => cpu),
          train: runs.map(stage(...TRAINING))
        },
        stages: {
          name: document.stages.map(({name}) => name),
          rows: document.stages.map(({rows}) => rows),
          sha256: document.stages.map(({sha256}) => sha256)
        },
        models: {
          id: models.trained.map(({id}) => id),
          bytes,
          sha256: models.trained.map(({file}) => file.sha256)
        }
      }
    };
  }
};

/** As a person's shell would run it. Throws where it fails. */
async function runCommand(): Promise<Timed> {
  const {profile, seed, target} = options;
  const flags = ["--full", "--force", "--json", "--source", "shop", "--profile", profile];
  const argv = [...flags, "--seed", String(seed), "--target", target];
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", "loaders/cli/main.ts", "pipeline", ...argv], {
    stdio: ["ignore", "pipe", "inherit"]
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  const wall = performance.now() - start;
  if (code !== 0) throw new Error(`npm run pipeline ended with exit code ${code}`);
  const document = JSON.parse(output) as Document;
  const record = readRuns().runs.find(({id}) => id === document.run);
  if (record?.cpuMs == null) throw new Error(`the run ${document.run} has no record of its processor time`);
  return {document, wall, cpu: record.cpuMs};
}
