import {spawnSync} from "node:child_process";
import {accessSync, constants, existsSync, readdirSync} from "node:fs";
import {homedir} from "node:os";
import {delimiter, join} from "node:path";
import {chromium, type Browser, type BrowserServer} from "playwright-core";

/**
 * Playwright's own list, which has to be repeated, as Chromium takes the last list only, and two that draw what an address bar may
 * show: pages of their own for each window, which take as long as one of ours.
 */
export const DISABLED_FEATURES = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup"
];

/** Switches that keep a headless Chromium from calling home and let it run where there is no sandbox or graphics card. */
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${DISABLED_FEATURES.join(",")}`
];

/** A Chromium, Chrome or Edge on this machine: `CLICKPROOF_CHROMIUM`, then the usual places, then Playwright's cache; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env.CLICKPROOF_CHROMIUM;
  if (named !== undefined && named !== "") return runnable(named) ? named : null;
  return [...usualPaths(env), ...playwrightPaths(env)].find(runnable) ?? null;
}

/** `findChromium`, and where that finds nothing, what Playwright can download; null where that fails too, e.g. without a network. */
export function installChromium(): string | null {
  const known = findChromium();
  if (known !== null || process.env.CLICKPROOF_CHROMIUM) return known;
  spawnSync(process.execPath, [join("node_modules", "playwright-core", "cli.js"), "install", "chromium"], {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 300_000
  });
  return findChromium();
}

/** Lets the processor stand in for a graphics card. */
const STAND_IN = ["--enable-unsafe-swiftshader", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Starts a headless Chromium with an empty profile of its own; with `graphics` it has WebGL and WebGPU everywhere. */
export function launchChromium(executablePath: string, {graphics = false} = {}): Promise<Browser> {
  const args = graphics ? [...SWITCHES.filter((one) => one !== "--disable-gpu"), ...STAND_IN] : SWITCHES;
  return chromium.launch({executablePath, headless: true, args});
}

/** Starts a headless Chromium that other processes reach at its `wsEndpoint()`, each with profiles of its own. */
export function serveChromium(executablePath: string): Promise<BrowserServer> {
  return chromium.launchServer({executablePath, headless: true, host: "127.0.0.1", args: SWITCHES});
}

function usualPaths(env: NodeJS.ProcessEnv): string[] {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  if (process.platform === "darwin")
    return [
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
      ...onPath
    ];
  if (process.platform === "win32")
    return [env.LOCALAPPDATA, env.PROGRAMFILES, env["PROGRAMFILES(X86)"]]
      .filter((folder): folder is string => Boolean(folder))
      .flatMap((folder) => [
        join(folder, "Google", "Chrome", "Application", "chrome.exe"),
        join(folder, "Chromium", "Application", "chrome.exe"),
        join(folder, "Microsoft", "Edge", "Application", "msedge.exe")
      ]);
  return onPath;
}

function playwrightPaths(env: NodeJS.ProcessEnv): string[] {
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    {
      darwin: join(homedir(), "Library", "Caches", "ms-playwright"),
      win32: join(env.LOCALAPPDATA ?? homedir(), "ms-playwright")
    }[process.platform as string] ??
    join(homedir(), ".cache", "ms-playwright");
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()
    .flatMap((name) =>
      [
        ["chrome-linux", "chrome"],
        ["chrome-linux64", "chrome"],
        ["chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"],
        ["chrome-win", "chrome.exe"],
        ["chrome-win64", "chrome.exe"]
      ].map((parts) => join(cache, name, ...parts))
    );
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
