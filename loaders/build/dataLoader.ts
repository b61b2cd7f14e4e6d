import {realpathSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

/** Values of the parameters in a loader's name, e.g. `study` of `[study].json.ts`. */
export type LoaderParams = Readonly<Record<string, string>>;
/** Makes the output of a data loader: text as UTF-8, or bytes. */
export type MakeOutput = (params: LoaderParams) => string | Uint8Array | Promise<string | Uint8Array>;

/**
 * What a data loader exports as its default: how its output is made. Within a build one process imports all loaders and
 * shares between them what they read and generate (see `makePageData`); a loader that Node was started with, as
 * Framework's preview does it and `npx tsx src/data/x.json.ts`, writes its output to standard output.
 *
 * @param url `import.meta.url` of the loader
 */
export async function dataLoader(url: string, make: MakeOutput): Promise<MakeOutput> {
  if (isEntry(url)) process.stdout.write(await make(paramsOf(process.argv.slice(2))));
  return make;
}

function isEntry(url: string): boolean {
  const [, entry] = process.argv;
  if (entry === undefined) return false;
  try {
    return realpathSync(entry) === realpathSync(fileURLToPath(url));
  } catch {
    return false; // started without a file
  }
}

/** Framework hands parameters on as `--name=value`. */
function paramsOf(args: readonly string[]): LoaderParams {
  const {tokens} = parseArgs({args: [...args], strict: false, tokens: true});
  return Object.fromEntries(
    tokens.flatMap((token) => (token.kind === "option" && token.value !== undefined ? [[token.name, token.value]] : []))
  );
}
