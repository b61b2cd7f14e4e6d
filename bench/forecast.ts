import {execFile} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import type {ForecastAllOnce} from "./forecastAllOnce.js";
import type {ForecastOnce} from "./forecastOnce.js";
import {measured, type Measured} from "./measured.js";

const RUNS = 3;
const run = promisify(execFile);
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

type PeerOnce = Pick<ForecastOnce, "featureSeconds" | "fitSeconds" | "deviance">;

/**
 * The daily features of 966,178 rows beside mlforecast's, and trees on them beside LightGBM's on the same features, one thread
 * each, in turns.
 */
export async function benchForecast(): Promise<Measured[]> {
  const own: ForecastOnce[] = [];
  const peers: PeerOnce[] = [];
  for (let k = 0; k < RUNS; k++) {
    const folder = mkdtempSync(join(tmpdir(), "clickproof-forecast-"));
    try {
      const {stdout} = await run(process.execPath, ["--import", "tsx", beside("forecastOnce.ts"), folder]);
      own.push(JSON.parse(stdout) as ForecastOnce);
      peers.push(await peer(folder));
    } catch (error) {
      const [why] = (error as Error).message.trimEnd().split("\n").slice(-1);
      console.error(`mlforecast does not run (CLICKPROOF_PYTHON names a Python that has it and LightGBM): ${why}`);
    } finally {
      rmSync(folder, {recursive: true});
    }
  }
  const [{rows, columns}] = own;
  const name = `${columns} daily features of ${rows.toLocaleString("en")} rows`;
  const found = [
    measured(
      name,
      "s",
      15,
      own.map(({featureSeconds}) => featureSeconds)
    ),
    measured(
      "100 trees on 112 days of them",
      "s",
      Infinity,
      own.map(({fitSeconds}) => fitSeconds)
    )
  ];
  if (peers.length > 0)
    found.push(
      measured(
        `${name}, against mlforecast`,
        "×",
        Infinity,
        peers.map((one, k) => own[k].featureSeconds / one.featureSeconds)
      ),
      measured(
        "100 trees on them, against LightGBM",
        "×",
        Infinity,
        peers.map((one, k) => own[k].fitSeconds / one.fitSeconds)
      ),
      measured(
        "their Poisson deviance, against LightGBM's",
        "×",
        1.01,
        peers.map((one, k) => own[k].deviance / one.deviance)
      )
    );
  return [...found, ...(await allModels())];
}

/** All models at three origins of Online Retail and of the generated shop `paper`; nothing where the data are not there. */
async function allModels(): Promise<Measured[]> {
  try {
    const {stdout} = await run(process.execPath, ["--import", "tsx", beside("forecastAllOnce.ts")]);
    const {minutes, models, networkMinutes} = JSON.parse(stdout) as ForecastAllOnce;
    return [
      measured(`${models} models at three origins of Online Retail and of paper, processor time`, "min", 15, [minutes]),
      measured("of these the network", "min", Infinity, [networkMinutes])
    ];
  } catch (error) {
    const [why] = (error as Error).message.trimEnd().split("\n").slice(-1);
    console.error(`all models do not run (CLICKPROOF_DATA_MIRROR names a folder with Online Retail): ${why}`);
    return [];
  }
}

async function peer(folder: string): Promise<PeerOnce> {
  const python = process.env.CLICKPROOF_PYTHON ?? "python3";
  const {stdout} = await run(python, [beside("peers/forecastFeatures.py"), folder]);
  return JSON.parse(stdout) as PeerOnce;
}
