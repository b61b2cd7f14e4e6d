import {closeSync, openSync, rmSync, statSync, writeSync} from "node:fs";
import {setTimeout as wait} from "node:timers/promises";
import {UserError} from "../../src/lib/core/errors.js";
import {fileError} from "../tools/contents.js";

export interface DownloadOptions {
  /** Bytes that the whole file has, where that is known. */
  readonly bytes?: number;
  /** So long without a byte, and the connection is given up. */
  readonly idleMs?: number;
  /** Connections to try in a row that bring nothing new. */
  readonly attempts?: number;
  /** Pause before the second attempt; each further one is twice as long. */
  readonly pauseMs?: number;
  readonly onProgress?: (progress: TransferProgress) => void;
}

export interface TransferProgress {
  readonly received: number;
  /** Bytes taken over from an earlier attempt. */
  readonly resumed: number;
  /** Null where nobody said. */
  readonly total: number | null;
  /** Something that a person should know, e.g. that the connection broke and is tried again. */
  readonly note?: string;
}

/** Something that another attempt may mend. */
class Passing extends Error {}

/**
 * Fetches an address into a file, going on where an earlier attempt ended if the server can (HTTP Range) and from the start if it cannot. What
 * was received stays there whatever happens, so that a later call goes on too. Throws `UserError`, one line with the remedy, for everything that
 * a server, a network or a disk can do wrong.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const {attempts = 4, pauseMs = 1000, onProgress} = options;
  let failures = 0;
  for (;;) {
    const before = sizeOf(file);
    try {
      return await attempt(url, file, options);
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      const got = sizeOf(file);
      failures = got > before ? 1 : failures + 1;
      if (failures >= attempts) {
        throw new UserError(
          `${url} was not received: ${error.message}`,
          `run the same command again, it goes on after the ${got.toLocaleString("en-US")} bytes that are here, or name a folder with --mirror DIR`
        );
      }
      onProgress?.({
        received: got,
        resumed: got,
        total: options.bytes ?? null,
        note: `${error.message}; trying again (${failures} of ${attempts - 1})`
      });
      await wait(pauseMs * 2 ** (failures - 1));
    }
  }
}

async function attempt(
  url: string,
  file: string,
  {bytes, idleMs = 30_000, onProgress}: DownloadOptions
): Promise<void> {
  const here = sizeOf(file);
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), idleMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(), idleMs);
  };
  try {
    const headers: Record<string, string> = {"accept-encoding": "identity"};
    if (here > 0) headers.range = `bytes=${here}-`;
    const response = await fetch(url, {headers, signal: idle.signal});
    alive();
    if (response.status === 416) {
      await response.body?.cancel();
      if (here === (bytes ?? wholeSize(response))) return;
      rmSync(file, {force: true});
      throw new Passing("the part that is here does not fit what the server has and was dropped");
    }
    checkStatus(response, url);
    const resumed = response.status === 206 && rangeStart(response) === here ? here : 0;
    if (response.status === 206 && resumed !== here)
      throw new Passing("the server sent another part than was asked for");
    const rest = Number(response.headers.get("content-length") ?? NaN);
    const total = Number.isFinite(rest) ? resumed + rest : (bytes ?? null);
    const received = await save(response, file, resumed, url, (received) => {
      alive();
      onProgress?.({received, resumed, total});
    });
    if (total !== null && received < total) {
      throw new Passing(`the transfer ended after ${received} of ${total} bytes`);
    }
  } catch (error) {
    throw idle.signal.aborted && !(error instanceof UserError)
      ? new Passing(`nothing came for ${idleMs / 1000} s`)
      : networkError(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** Writes a body to a file from a position on; what the file had after it goes. Gives the file's size. */
async function save(
  response: Response,
  file: string,
  from: number,
  url: string,
  onBytes: (received: number) => void
): Promise<number> {
  let output: number;
  try {
    output = openSync(file, from > 0 ? "a" : "w");
  } catch (error) {
    throw fileError(error, file);
  }
  let received = from;
  try {
    for await (const chunk of response.body ?? []) {
      if (received === 0) checkNoPage(response, chunk, url);
      try {
        for (let at = 0; at < chunk.length;) at += writeSync(output, chunk, at);
      } catch (error) {
        throw fileError(error, file);
      }
      received += chunk.length;
      onBytes(received);
    }
  } finally {
    closeSync(output);
  }
  return received;
}

function checkStatus({ok, status, statusText}: Response, url: string): void {
  if (ok) return;
  const said = `${url} answers ${status}${statusText === "" ? "" : ` ${statusText}`}`;
  if (status === 429 || status >= 500) throw new Passing(said);
  if (status === 404 || status === 410) {
    throw new UserError(said, "the file is not there: check the address, or name a folder with --mirror DIR");
  }
  if (status === 401 || status === 403) {
    throw new UserError(
      said,
      "it wants a sign-in: fetch the file with a browser and name its folder with --mirror DIR"
    );
  }
  throw new UserError(said, "fetch the file with a browser and name its folder with --mirror DIR");
}

/** A data set never is a web page, and whoever needs a sign-in answers with one. */
function checkNoPage(response: Response, chunk: Uint8Array, url: string): void {
  const type = response.headers.get("content-type") ?? "";
  const start = Buffer.from(chunk.subarray(0, 200)).toString("latin1").trimStart().toLowerCase();
  if (type.startsWith("text/html") || start.startsWith("<!doctype html") || start.startsWith("<html")) {
    throw new UserError(
      `${url} sends a web page instead of the file`,
      "it may want a sign-in: fetch the file with a browser and name its folder with --mirror DIR"
    );
  }
}

function networkError(error: unknown, url: string): unknown {
  if (error instanceof UserError || error instanceof Passing) return error;
  const {message, cause} = error as Error & {cause?: NodeJS.ErrnoException};
  if (!(error instanceof TypeError)) return error;
  const offline = "check the network, or name a folder with --mirror DIR";
  if (cause?.message === "redirect count exceeded") {
    return new UserError(`${url} redirects in a circle`, "check the address, or name a folder with --mirror DIR");
  }
  if (/Invalid URL|unknown scheme/.test(`${message} ${cause?.message}`)) {
    return new UserError(`${url} is no address that can be fetched`, "give one that begins with https:// or http://");
  }
  switch (cause?.code) {
    case "ECONNREFUSED":
      return new UserError(`${new URL(url).host} refused the connection`, offline);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new UserError(`there is no way to ${new URL(url).hostname} (${cause.code})`, offline);
    case undefined:
    default:
      return new Passing(`the connection broke (${cause?.code ?? cause?.message ?? message})`);
  }
}

function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? NaN);
}

function wholeSize(response: Response): number {
  return Number(/\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1] ?? NaN);
}

function sizeOf(file: string): number {
  return statSync(file, {throwIfNoEntry: false})?.size ?? 0;
}
