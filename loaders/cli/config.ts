import {existsSync} from "node:fs";
import {resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";

/** What `clickproof.config.ts` may say. Flags of the command line win over it. */
export interface Config {
  /** `shop`, the name of a real data set, or a path to a log. */
  readonly source?: string;
  /** Of the generated shop, e.g. `paper`. */
  readonly profile?: string;
  /** Of the generated shop. */
  readonly seed?: number;
  /** Of the generated shop: options as `--shop` takes them, one text each. */
  readonly shop?: readonly string[];
  /** A pause longer than this many minutes starts a new session. */
  readonly gapMinutes?: number;
  /** `gap`, or `own` for the log's own sessions; by default what the source says. */
  readonly sessions?: "gap" | "own";
  /** `date 70/15/15`, `months`, `user 70/15/15 seed 1`, `random 70/15/15 seed 1`, `windows 5`. */
  readonly split?: string;
  /** What models are to predict, e.g. `purchase-this-session`; for logs of events. */
  readonly target?: string;
  /** Threads of the database; one a core by default. */
  readonly threads?: number;
  /** Memory of the database, e.g. `2GB`; most of the machine's by default. */
  readonly memoryLimit?: string;
  /** A folder of downloaded logs. */
  readonly mirror?: string;
  /** Corrects how the columns of a log are read, as `--map` does. */
  readonly map?: string;
}

/** Gives an author's editor the types; the configuration itself is unchanged. */
export function defineConfig(config: Config): Config {
  return config;
}

const KINDS: Readonly<Record<keyof Config, "string" | "number" | "list of texts">> = {
  source: "string",
  profile: "string",
  seed: "number",
  shop: "list of texts",
  gapMinutes: "number",
  sessions: "string",
  split: "string",
  target: "string",
  threads: "number",
  memoryLimit: "string",
  mirror: "string",
  map: "string"
};

/** The configuration in a folder, empty where there is none. Throws `UserError` for an unknown option or a value of another kind. */
export async function readConfig(folder = "."): Promise<Config> {
  const file = resolve(folder, "clickproof.config.ts");
  if (!existsSync(file)) return {};
  const {default: config} = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    const said = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").slice(0, 200);
    throw new UserError(`clickproof.config.ts cannot be loaded (${said})`, "mend it, or take it away");
  })) as {default?: Config};
  if (typeof config !== "object" || config === null) {
    throw new UserError(
      "clickproof.config.ts exports no configuration",
      "end it with export default defineConfig({…})"
    );
  }
  for (const [name, value] of Object.entries(config)) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof Config] : undefined;
    if (kind === undefined) {
      throw new UserError(`clickproof.config.ts has an option ${name}`, `there are ${Object.keys(KINDS).join(", ")}`);
    }
    const is =
      kind === "list of texts"
        ? Array.isArray(value) && value.every((text) => typeof text === "string")
        : typeof value === kind;
    if (value !== undefined && !is) {
      throw new UserError(`clickproof.config.ts sets ${name} to ${JSON.stringify(value)}`, `it should be a ${kind}`);
    }
  }
  return config;
}
