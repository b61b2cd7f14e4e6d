import {existsSync, readFileSync, statSync} from "node:fs";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {extname, join, normalize, sep} from "node:path";
import {gzipSync} from "node:zlib";
import {UserError} from "../../src/lib/core/errors.js";

/** A running static server. */
export interface StaticServer {
  /** Where the site is, with a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".gz": "application/gzip",
  ".parquet": "application/vnd.apache.parquet",
  ".arrow": "application/vnd.apache.arrow.file",
  ".png": "image/png",
  ".woff2": "font/woff2"
};

/**
 * Serves a built site from the local machine only, the way GitHub Pages does: `/data` is `data.html`, an unknown address is `404.html`,
 * and everything but images, fonts and what is gzipped already goes out gzipped. Files are read again when they change.
 *
 * @param options.prefix path under which the site stands, e.g. `/clickproof/`
 * @param options.port wanted port; 0 for any free one
 * @param options.tries how many following ports to try where that one is taken
 * @param options.isolated whether answers ask the browser to keep the site apart from others, as GitHub Pages cannot: a page's
 * clock then ticks finer
 * @param options.maxAgeSeconds how long a browser may take what it has without asking again: 600 at GitHub Pages; by default it
 * asks each time, so that a new build is seen at once
 */
export async function serve(
  folder: string,
  {
    prefix = "/",
    port = 0,
    tries = 1,
    isolated = false,
    maxAgeSeconds = 0
  }: {prefix?: string; port?: number; tries?: number; isolated?: boolean; maxAgeSeconds?: number} = {}
): Promise<StaticServer> {
  const cache = new Map<string, {readonly changed: number; readonly plain: Buffer; readonly zipped: Buffer | null}>();

  const read = (path: string) => {
    const changed = statSync(path).mtimeMs;
    const known = cache.get(path);
    if (known?.changed === changed) return known;
    const plain = readFileSync(path);
    const entry = {changed, plain, zipped: /\.(png|woff2?|gz)$/.test(path) ? null : gzipSync(plain, {level: 6})};
    cache.set(path, entry);
    return entry;
  };

  const server = createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405).end();
    let found = findFile(folder, prefix, request.url ?? "/");
    const status = found === null ? 404 : 200;
    found ??= existsSync(join(folder, "404.html")) ? join(folder, "404.html") : null;
    if (found === null) return void response.writeHead(404, {"content-type": "text/plain"}).end("not found\n");
    const {plain, zipped} = read(found);
    const zip = zipped !== null && /\bgzip\b/.test(String(request.headers["accept-encoding"]));
    response.writeHead(status, {
      "content-type": TYPES[extname(found)] ?? "application/octet-stream",
      "content-length": (zip ? zipped : plain).length,
      "cache-control": maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}` : "no-cache",
      vary: "accept-encoding",
      ...(isolated && {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp"
      }),
      ...(zip && {"content-encoding": "gzip"})
    });
    response.end(request.method === "HEAD" ? undefined : zip ? zipped : plain);
  });

  const listen = (at: number) =>
    new Promise<void>((done, fail) => {
      server.once("error", fail);
      server.listen(at, "127.0.0.1", () => {
        server.off("error", fail);
        done();
      });
    });
  for (let i = 0; ; ++i) {
    try {
      await listen(port === 0 ? 0 : port + i);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (i + 1 >= tries) throw new UserError(`port ${port + i} is taken`, "name another with --port");
    }
  }
  const {port: bound} = server.address() as AddressInfo;
  return {
    url: `http://localhost:${bound}${prefix}`,
    port: bound,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      })
  };
}

/** The file for an address, or null where there is none or the address leaves the folder. */
export function findFile(folder: string, prefix: string, address: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(prefix)) return null;
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) return null;
  const candidates = path.endsWith("/") ? [join(file, "index.html")] : [file, `${file}.html`];
  return candidates.find((one) => existsSync(one) && statSync(one).isFile()) ?? null;
}
