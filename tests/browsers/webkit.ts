import {spawn, type ChildProcess} from "node:child_process";
import {existsSync, readdirSync} from "node:fs";
import {createServer} from "node:net";
import {join} from "node:path";
import type {OtherBrowser} from "./otherBrowser.js";

/** What Debian's packages `webkit2gtk-driver` and `xvfb` bring. */
export interface WebKit {
  readonly driver: string;
  readonly browser: string;
  readonly screen: string;
}

/** WebKitGTK's driver and browser on this machine, and a screen that nobody sees; null where one is not there. */
export function findWebKit(): WebKit | null {
  const [driver, screen] = ["/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"];
  const browser = foldersIn("/usr/lib")
    .flatMap((folder) => foldersIn(folder).filter((inner) => /webkit2gtk-4[^/]*$/.test(inner)))
    .map((folder) => join(folder, "MiniBrowser"))
    .find(existsSync);
  return browser !== undefined && existsSync(driver) && existsSync(screen) ? {driver, browser, screen} : null;
}

/** WebKitGTK's own small browser on a screen that nobody sees, by WebDriver. */
export async function startWebKit({driver, browser, screen}: WebKit): Promise<OtherBrowser> {
  const display = `:${90 + (process.pid % 100)}`;
  const children: ChildProcess[] = [spawn(screen, [display, "-screen", "0", "1280x900x24"], {stdio: "ignore"})];
  const port = await freePort();
  children.push(
    spawn(driver, [`--port=${port}`], {
      stdio: "ignore",
      // as root there is no sandbox to be had
      env: {...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1"}
    })
  );
  const address = `http://127.0.0.1:${port}`;
  const capabilities = {
    alwaysMatch: {"webkitgtk:browserOptions": {binary: browser, args: ["--automation"]}, timeouts: {script: 60_000}}
  };
  const {sessionId, capabilities: found} = await untilAnswered(() =>
    ask<{sessionId: string; capabilities: {browserName: string; browserVersion: string}}>(`${address}/session`, {
      capabilities
    })
  );
  const session = `${address}/session/${sessionId}`;
  return {
    name: `WebKitGTK ${found.browserVersion}`,
    open: (url) => ask(`${session}/url`, {url}),
    evaluate: (expression) => ask(`${session}/execute/sync`, {script: `return (${expression})`, args: []}),
    // WebDriver tells nothing of them
    problems: () => [],
    async close() {
      await fetch(session, {method: "DELETE"});
      for (const child of children) child.kill();
    }
  };
}

function foldersIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, {withFileTypes: true}).flatMap((entry) =>
        entry.isDirectory() ? [join(folder, entry.name)] : []
      )
    : [];
}

/** One command of WebDriver, and what it gives. */
async function ask<T>(address: string, body: unknown): Promise<T> {
  const answer = await fetch(address, {method: "POST", body: JSON.stringify(body)});
  const {value} = (await answer.json()) as {value: T & {error?: string; message?: string}};
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** Asks until the driver is there, for ten seconds at most. */
async function untilAnswered<T>(asked: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left--)
    try {
      return await asked();
    } catch (error) {
      if (left === 0 || !(error instanceof TypeError)) throw error; // fetch throws it where nobody listens
      await new Promise((done) => setTimeout(done, 200));
    }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const {port} = server.address() as {port: number};
      server.close(() => done(port));
    });
  });
}
