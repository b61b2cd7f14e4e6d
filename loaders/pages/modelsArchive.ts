import {zipSync} from "fflate";
import {existsSync, readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {modelsPage, modelsTask} from "./models.js";

const MODELS = join(dirname(fileURLToPath(import.meta.url)), "../../models");
/** The target of the generated shop whose trained models the page hands out. */
const FILED = "shop-purchase-this-session";

/**
 * What the Models page fetches when it is asked for: the figures of each task as `<task>.json`, and every model trained
 * on one target, `<id>.onnx`. One archive, as each loader costs the build a process.
 */
export function modelsArchive(): Uint8Array {
  const {tasks, models} = modelsPage();
  const figures = tasks.map(
    ({id}) => [`${id}.json`, new TextEncoder().encode(JSON.stringify(modelsTask(id)))] as const
  );
  const files = models
    .map(({id}) => [`${id}.onnx`, join(MODELS, `${FILED}-${id}.onnx`)] as const)
    .filter(([, file]) => existsSync(file))
    .map(([name, file]) => [name, new Uint8Array(readFileSync(file))] as const);
  // the earliest time that an archive can say, so that its bytes are always the same
  return zipSync(Object.fromEntries([...figures, ...files]), {mtime: "1980-01-01T00:00:00", level: 0});
}
