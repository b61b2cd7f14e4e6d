import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {strToU8, zipSync} from "fflate";
import {afterEach, describe, expect, test} from "vitest";
import {command} from "../command.js";
import {commandLine} from "../program.js";
import {checksum} from "../../loaders/data/checksum.js";
import {download, type TransferProgress} from "../../loaders/data/download.js";
import {fetchSet} from "../../loaders/data/fetchSet.js";
import {filesHere, findSet} from "../../loaders/data/findSet.js";
import {PUBLISHED_SETS, type PublishedSet} from "../../src/lib/sources/publishedSets.js";
import {unpackMember} from "../../loaders/data/unpackMember.js";
import {verifySet} from "../../loaders/data/verifySet.js";
import {breakingOff, fileServer, withoutRange, withRange, type Behaviour, type FileServer} from "./fileServer.js";

// larger than one chunk of a stream, and not the same anywhere
const content = Buffer.from(Array.from({length: 60_000}, (_, i) => `line ${i} of a file\n`).join(""));
const sha256 = createHash("sha256").update(content).digest("hex");
// nothing that a busy machine could take for idleness: only the test of that gives a short time
const quick = {pauseMs: 1, idleMs: 120_000};

let server: FileServer | undefined;
const folders: string[] = [];
afterEach(async () => {
  await server?.close();
  server = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true});
});

function newFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), "clickproof-data-")));
  return folders.at(-1)!;
}

async function serving(behaviours: Record<string, Behaviour>): Promise<FileServer> {
  return (server = await fileServer(behaviours));
}

/** A data set of one file, as published at an address. */
function setAt(url: string, member?: string): PublishedSet {
  return {
    name: "made-up",
    title: "A file made by hand",
    licence: "CC0",
    attribution: "Nobody.",
    page: "https://example.com",
    parts: [
      {
        what: "lines",
        needed: true,
        forms: [
          {
            name: "lines.txt",
            bytes: content.length,
            checksum: {algorithm: "sha256", value: sha256},
            mirror: "made up/lines.txt",
            official: {url, member}
          }
        ]
      }
    ]
  };
}

describe("a download", () => {
  const file = () => join(newFolder(), "file");

  test("arrives whole, with its progress", async () => {
    const {url} = await serving({"/file": withRange(content)});
    const path = file();
    const seen: TransferProgress[] = [];
    await download(`${url}/file`, path, {...quick, onProgress: (progress) => seen.push(progress)});
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(seen.at(-1)).toEqual({received: content.length, resumed: 0, total: content.length});
    expect(seen.map(({received}) => received)).toEqual(seen.map(({received}) => received).sort((a, b) => a - b));
  });

  test("goes on where an earlier one ended", async () => {
    const {url, requests} = await serving({"/file": withRange(content)});
    const path = file();
    writeFileSync(path, content.subarray(0, 400_000));
    await download(`${url}/file`, path, quick);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(requests).toEqual([{path: "/file", range: "bytes=400000-"}]);
  });

  test("starts over where the server knows no ranges", async () => {
    const {url} = await serving({"/file": withoutRange(content)});
    const path = file();
    writeFileSync(path, "something else that was there before");
    await download(`${url}/file`, path, quick);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test("is done where all of it is there already, and starts over where more than that is", async () => {
    const {url, requests} = await serving({"/file": withRange(content)});
    const path = file();
    writeFileSync(path, content);
    await download(`${url}/file`, path, {...quick, bytes: content.length});
    expect(requests.length).toBe(1);
    writeFileSync(path, Buffer.concat([content, content]));
    await download(`${url}/file`, path, {...quick, bytes: content.length});
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test("survives a connection that breaks twice", async () => {
    const {url, requests} = await serving({"/file": breakingOff(content, 300_000, 2)});
    const path = file();
    const notes: string[] = [];
    await download(`${url}/file`, path, {...quick, onProgress: ({note}) => note !== undefined && notes.push(note)});
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(requests.length).toBe(3);
    expect(requests[2].range).toMatch(/^bytes=\d{6}-$/);
    expect(notes.length).toBe(2);
  });

  test("is tried again where the server is busy", async () => {
    const {url} = await serving({
      "/file": (request, response, time) =>
        time === 1 ? response.writeHead(503).end() : withRange(content)(request, response, time)
    });
    const path = file();
    await download(`${url}/file`, path, quick);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test.each<[string, Behaviour, RegExp, {idleMs?: number}?]>([
    [
      "a 404",
      (_, r) => r.writeHead(404).end(),
      /\/file answers 404 Not Found; the file is not there: check the address/
    ],
    ["a 403", (_, r) => r.writeHead(403).end(), /answers 403 Forbidden; it wants a sign-in/],
    [
      "a web page",
      (_, r) => r.writeHead(200, {"content-type": "text/html"}).end("<p>Sign in</p>"),
      /sends a web page instead of the file; it may want a sign-in/
    ],
    [
      "a web page that does not say so",
      (_, r) => r.writeHead(200).end("\n<!DOCTYPE html><p>Sign in</p>"),
      /sends a web page instead of the file/
    ],
    ["a circle of redirects", (_, r) => r.writeHead(302, {location: "/file"}).end(), /redirects in a circle/],
    ["a server that stays busy", (_, r) => r.writeHead(500).end(), /was not received: .* answers 500 .*; run the same/],
    [
      "a server that always breaks off",
      (_, r) => {
        r.writeHead(200, {"content-length": 10});
        r.flushHeaders();
        setTimeout(() => r.socket?.destroy(), 5);
      },
      /was not received: the connection broke .*; run the same command again, it goes on after the 0 bytes that are here/
    ],
    [
      "a server that says nothing",
      () => {},
      /was not received: nothing came for 0\.1 s; run the same command again/,
      {idleMs: 100}
    ]
  ])("explains %s", async (_, behaviour, message, more = {}) => {
    const {url} = await serving({"/file": behaviour});
    const options = {...quick, attempts: 2, ...more};
    const error: Error = await download(`${url}/file`, file(), options).then(
      () => expect.fail("it was received"),
      (error) => error
    );
    expect(error).toMatchObject({name: "UserError"});
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("\n");
  });

  test("explains a refused connection, a name that leads nowhere and no address at all", async () => {
    const {url} = await serving({});
    await server!.close();
    await expect(download(`${url}/file`, file(), quick)).rejects.toThrow(
      /127\.0\.0\.1:\d+ refused the connection; check/
    );
    await expect(download("ftp://127.0.0.1/file", file(), quick)).rejects.toThrow(/is no address that can be fetched/);
    await expect(download("nonsense", file(), quick)).rejects.toThrow(/is no address that can be fetched/);
  });

  test("explains a disk without space", {skip: !existsSync("/dev/full")}, async () => {
    const {url} = await serving({"/file": withRange(content)});
    await expect(download(`${url}/file`, "/dev/full", quick)).rejects.toThrow(
      /the disk is full at .*; free some space/
    );
  });
});

describe("a member of a zip archive", () => {
  const zip = (name: string) => zipSync({"read me.txt": strToU8("hello"), [name]: new Uint8Array(content)});

  test("comes out whole, from whatever folder in it", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.zip"), zip("some folder/lines.txt"));
    await unpackMember(join(folder, "a.zip"), "lines.txt", join(folder, "out"));
    expect(readFileSync(join(folder, "out")).equals(content)).toBe(true);
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    ["an archive without it", () => zip("other.txt"), /a\.zip holds read me\.txt, other\.txt, but no lines\.txt/],
    ["an archive cut short", () => zip("lines.txt").subarray(0, 40_000), /a\.zip is damaged or cut short/],
    ["no archive", () => content, /a\.zip is no zip archive; fetch it again/]
  ])("explains %s and leaves nothing behind", async (_, bytes, message) => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.zip"), bytes());
    await expect(unpackMember(join(folder, "a.zip"), "lines.txt", join(folder, "out"))).rejects.toThrow(message);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});

describe("fetching a data set", () => {
  test("checks it before it has its name, and does nothing the second time", async () => {
    const raw = newFolder();
    const {url, requests} = await serving({"/file": withRange(content)});
    const set = setAt(`${url}/file`);
    expect((await fetchSet(set, {raw, ...quick}))[0]).toMatchObject({already: false});
    expect(readdirSync(join(raw, "made-up"))).toEqual(["lines.txt"]);
    expect(readFileSync(join(raw, "made-up/lines.txt")).equals(content)).toBe(true);
    expect((await fetchSet(set, {raw, ...quick}))[0]).toMatchObject({already: true});
    expect(requests.length).toBe(1);
  });

  test("unpacks what its publisher packs", async () => {
    const raw = newFolder();
    const {url} = await serving({"/a.zip": withRange(zipSync({"lines.txt": new Uint8Array(content)}))});
    await fetchSet(setAt(`${url}/a.zip`, "lines.txt"), {raw, ...quick});
    expect(readdirSync(join(raw, "made-up"))).toEqual(["lines.txt"]);
  });

  test("keeps what came before a failure, and goes on from there", async () => {
    const raw = newFolder();
    const {url, requests} = await serving({"/file": breakingOff(content, 500_000, 1)});
    const set = setAt(`${url}/file`);
    await expect(fetchSet(set, {raw, ...quick, attempts: 1})).rejects.toThrow(/run the same command again/);
    expect(readdirSync(join(raw, "made-up"))).toEqual(["lines.txt.part"]);
    await fetchSet(set, {raw, ...quick});
    expect(requests[1].range).toMatch(/^bytes=\d+-$/);
    expect(readFileSync(join(raw, "made-up/lines.txt")).equals(content)).toBe(true);
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "other bytes",
      Buffer.from(content.toString().replace("line 7", "line 8")),
      /not the published file: sha256 [0-9a-f]{64}, not/
    ],
    ["fewer bytes", content.subarray(0, -1), /not the published file: [\d,]+ bytes, not [\d,]+; it was removed/]
  ])("does not take %s", async (_, bytes, message) => {
    const raw = newFolder();
    const {url} = await serving({"/file": withRange(bytes)});
    await expect(fetchSet(setAt(`${url}/file`), {raw, ...quick})).rejects.toThrow(message);
    expect(readdirSync(join(raw, "made-up"))).toEqual([]);
  });

  test("from a mirror: a folder, or the same under an address", async () => {
    const mirror = newFolder();
    mkdirSync(join(mirror, "made up"));
    writeFileSync(join(mirror, "made up/lines.txt"), content);
    const {url, requests} = await serving({"/some/where/made up/lines.txt": withRange(content)});
    const nowhere = setAt("http://127.0.0.1:1/");
    for (const place of [mirror, `${url}/some/where`, `${url}/some/where/`]) {
      const raw = newFolder();
      await fetchSet(nowhere, {raw, mirror: place, ...quick});
      expect(readFileSync(join(raw, "made-up/lines.txt")).equals(content)).toBe(true);
    }
    expect(requests.length).toBe(2);
    await expect(fetchSet(nowhere, {raw: newFolder(), mirror: newFolder()})).rejects.toThrow(
      /has none of made up\/lines/
    );
    await expect(fetchSet(nowhere, {raw: newFolder(), mirror: `${url}/else`})).rejects.toThrow(/has none of made up/);
    await expect(fetchSet(nowhere, {raw: newFolder(), mirror: join(mirror, "no")})).rejects.toThrow(
      /there is no mirror/
    );
  });

  test("says how to get what needs an account", async () => {
    await expect(fetchSet(findSet("retailrocket"), {raw: newFolder()})).rejects.toThrow(
      /retailrocket has no address that serves it to everyone; Kaggle hands it out .* put events\.csv.* into data\/raw\/retailrocket/
    );
  });
});

describe("the registry", () => {
  test("has whole checksums, sizes, licences and attributions", () => {
    for (const {parts, licence, attribution, page} of PUBLISHED_SETS) {
      expect(licence).toMatch(/^CC BY/);
      expect(attribution).toMatch(/\(\d{4}\)/);
      expect(page).toMatch(/^https:/);
      for (const {name, bytes, checksum, mirror} of parts.flatMap(({forms}) => forms)) {
        expect(checksum.value).toMatch(checksum.algorithm === "sha256" ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/);
        expect(bytes).toBeGreaterThan(0);
        expect(mirror.endsWith(`/${name}`)).toBe(true);
      }
    }
  });

  test("has a card for every data set", () => {
    const cards = readFileSync("data/README.md", "utf8");
    for (const {name, licence} of PUBLISHED_SETS) {
      expect(cards).toContain(`(\`${name}\`)`);
      expect(cards).toContain(licence);
    }
  });

  test("finds what was fetched before what a mirror has, unless the mirror is asked about", () => {
    const [raw, mirror] = [newFolder(), newFolder()];
    const set = setAt("http://127.0.0.1:1/");
    expect(filesHere(set, {raw, mirror})).toEqual([]);
    mkdirSync(join(mirror, "made up"));
    writeFileSync(join(mirror, "made up/lines.txt"), content);
    expect(filesHere(set, {raw, mirror})[0].path).toBe(join(mirror, "made up/lines.txt"));
    mkdirSync(join(raw, "made-up"));
    writeFileSync(join(raw, "made-up/lines.txt"), content);
    expect(filesHere(set, {raw, mirror})[0].path).toBe(join(raw, "made-up/lines.txt"));
    expect(filesHere(set, {raw, mirror, mirrorFirst: true})[0].path).toBe(join(mirror, "made up/lines.txt"));
  });
});

describe("verifying", () => {
  /** A mirror with a file made by hand in the place of a published one. */
  function mirrorWith(fixture: string, path: string): string {
    const mirror = newFolder();
    mkdirSync(join(mirror, path, ".."), {recursive: true});
    copyFileSync(join("data/fixtures", fixture), join(mirror, path));
    return mirror;
  }

  test.each([
    [
      "online-shoppers",
      "online_shoppers made by hand.csv",
      "uci-online-shoppers/online_shoppers_intention.csv",
      "sessions"
    ],
    ["eshop-clothing", "e-shop clothing made by hand.csv", "uci-eshop-clothing-2008/e-shop clothing 2008.csv", "clicks"]
  ])(
    "%s: another file is found out by its checksum and by each fact that does not hold",
    async (name, fixture, path, what) => {
      const places = {raw: newFolder(), mirror: mirrorWith(fixture, path)};
      const {files, facts, failure, holds} = await verifySet(findSet(name), places);
      expect(holds).toBe(false);
      expect(failure).toBeNull();
      expect(files.map(({right}) => right)).toEqual([false]);
      expect(facts.find((fact) => fact.what === what)).toMatchObject({holds: false});
      // what both have, such as their columns or days without hours
      expect(facts.some((fact) => fact.holds)).toBe(true);
    }
  );

  test("retailrocket: every total of the full file is computed, from files made by hand", async () => {
    const mirror = newFolder();
    cpSync("data/fixtures/retailrocket", join(mirror, "retailrocket"), {recursive: true});
    const {facts, failure} = await verifySet(findSet("retailrocket"), {raw: newFolder(), mirror});
    expect(failure).toBeNull();
    expect(Object.fromEntries(facts.map(({what, found}) => [what, found]))).toEqual({
      events: 10,
      visitors: 4,
      items: 5,
      views: 6,
      "add-to-carts": 1,
      transactions: 3,
      "exact duplicate rows": 1,
      sessions: 6,
      "sessions of one event": 5,
      "sessions of two or more": 1,
      "sessions with a transaction": 1,
      "sessions with an add-to-cart": 1,
      categories: 4,
      "categories without a parent": 2
    });
    for (const [name, content] of [
      ["cart_session_features.csv", "a,b\n1,2\n"],
      ["prefix_dataset.parquet", "PAR1 and no more"]
    ]) {
      writeFileSync(join(mirror, "retailrocket", name), content);
      const wrong = await verifySet(findSet("retailrocket"), {raw: newFolder(), mirror});
      expect(wrong.holds).toBe(false);
      expect(wrong.failure).toMatch(new RegExp(`${name.replace(".", "[.]")} (?:has other columns|cannot be read)`));
      rmSync(join(mirror, "retailrocket", name));
    }
  });

  test("nothing is no success, and a file that cannot be read is a failure with its reason", async () => {
    expect(await verifySet(findSet("online-retail"), {raw: newFolder()})).toMatchObject({
      holds: false,
      failure: "invoice lines: not here"
    });
    const mirror = newFolder();
    mkdirSync(join(mirror, "uci-online-retail"));
    writeFileSync(join(mirror, "uci-online-retail/online_retail.parquet"), "no Parquet at all");
    const {holds, failure, facts} = await verifySet(findSet("online-retail"), {raw: newFolder(), mirror});
    expect({holds, facts}).toEqual({holds: false, facts: []});
    expect(failure).toMatch(/online_retail\.parquet is neither Parquet nor a workbook/);
  });
});

describe("npm run data", () => {
  const data = (...argv: string[]) => command(["data", ...argv], {CLICKPROOF_DATA_MIRROR: ""});

  test("lists what there is, for people and for machines, and in a process of its own", async () => {
    const {status, stdout} = await data("list", "--raw", newFolder());
    expect(status).toBe(0);
    for (const {name, licence} of PUBLISHED_SETS) expect(stdout).toMatch(new RegExp(`^${name} [^]*?${licence}`, "m"));
    const json = JSON.parse(
      spawnSync(process.execPath, [...commandLine(), "data", "list", "--json", "--raw", newFolder()], {
        encoding: "utf8",
        env: {...process.env, CLICKPROOF_DATA_MIRROR: ""}
      }).stdout
    );
    expect(json.map(({name}: {name: string}) => name)).toEqual(PUBLISHED_SETS.map(({name}) => name));
    expect(json[0].files[0]).toMatchObject({bytes: 6_675_312, needed: true, here: null});
  });

  test("fetches from a mirror with plain lines, licence and attribution, and says what does not hold", async () => {
    const [raw, mirror] = [newFolder(), newFolder()];
    mkdirSync(join(mirror, "uci-online-shoppers"));
    copyFileSync(
      "data/fixtures/online_shoppers made by hand.csv",
      join(mirror, "uci-online-shoppers/online_shoppers_intention.csv")
    );
    const wrong = await data("fetch", "online-shoppers", "--mirror", mirror, "--raw", raw);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/is not the published file: [\d,]+ bytes, not 1,072,063; it was removed/);
    const verified = await data("verify", "online-shoppers", "--mirror", mirror, "--json");
    expect(verified.status).toBe(1);
    expect(JSON.parse(verified.stdout)[0]).toMatchObject({name: "online-shoppers", holds: false});
    expect((await data("verify", "online-shoppers", "--mirror", mirror)).stdout).toMatch(/sessions ✗ expected 12,330/);
  });

  test.each<[string[], string]>([
    [["lst"], "data cannot lst; did you mean list?"],
    [[], "say what to do: list, fetch, verify"],
    [["fetch"], "name a data set"],
    [["fetch", "online-retial"], "did you mean online-retail?"],
    [["list", "all"], "all is too much"],
    [["verify", "--miror", "x"], "unknown flag --miror; did you mean --mirror?"]
  ])("%j is wrong usage", async (argv, message) => {
    const {status, stdout, stderr} = await data(...argv);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect({status, stdout}).toEqual({status: 2, stdout: ""});
  });
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const there = mirror !== "" && PUBLISHED_SETS.every((set) => filesHere(set, {raw: "nowhere", mirror}).length > 0);

describe.skipIf(!there)(
  `the published files${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with all of them)"}`,
  () => {
    test.each(PUBLISHED_SETS.map((set) => [set.name, set] as const))("%s: every fact holds", async (_, set) => {
      const {files, facts, failure} = await verifySet(set, {raw: newFolder(), mirror});
      expect(failure).toBeNull();
      expect(files.filter(({right}) => !right)).toEqual([]);
      expect(facts.filter(({holds}) => !holds)).toEqual([]);
      expect(facts.length).toBeGreaterThan(4);
    });

    test("are fetched from the mirror and then right", async () => {
      const raw = newFolder();
      for (const set of PUBLISHED_SETS) {
        const fetched = await fetchSet(set, {raw, mirror});
        for (const {file, path} of fetched) {
          if (path !== null) expect(await checksum(path, file!.checksum.algorithm)).toBe(file!.checksum.value);
        }
      }
    });
  }
);
