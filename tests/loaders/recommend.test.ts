import {spawnSync} from "node:child_process";
import {describe, expect, it} from "vitest";
import {command} from "../command.js";
import {commandLine} from "../program.js";
interface Printed {
  readonly protocol: string;
  readonly repeats: string;
  readonly counts: {
    readonly test: {readonly sessions: number; readonly predictions: number};
    readonly catalogue: number;
  };
  readonly models: readonly {
    readonly id: string;
    readonly at: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly lists: Readonly<Record<string, number | null>>;
  }[];
}

describe("npm run recommend -- evaluate", () => {
  it("prints protocol, counts and the metrics of each model, and nothing else, in a process of its own", () => {
    const models = "popularity,markov-chain,stan,cold-item-hybrid";
    const flags = [
      "--source",
      "shop",
      "--profile",
      "tiny",
      "--protocol",
      "leave-one-out",
      "--models",
      models,
      "--json"
    ];
    const {stdout, status} = spawnSync(process.execPath, [...commandLine(), "recommend", "evaluate", ...flags], {
      encoding: "utf8"
    });
    expect(status).toBe(0);
    const printed = JSON.parse(stdout) as Printed;
    expect(printed).toMatchObject({protocol: "leave-one-out", repeats: "keep"});
    expect(printed.models.map(({id}) => id)).toEqual(models.split(","));
    const {test, catalogue} = printed.counts;
    expect(test.predictions).toBeGreaterThan(test.sessions);
    for (const {at, lists} of printed.models) {
      expect(Object.keys(at)).toEqual(["1", "5", "10", "20"]);
      for (const [k, {hr, mrr, ndcg, precision, recall}] of Object.entries(at)) {
        // one prediction a session: hits are whole sessions
        expect(hr * test.sessions).toBeCloseTo(Math.round(hr * test.sessions), 6);
        expect(recall).toBe(hr);
        expect(precision).toBeCloseTo(hr / Number(k), 12);
        expect(mrr).toBeLessThanOrEqual(ndcg);
        expect(ndcg).toBeLessThanOrEqual(hr);
      }
      expect(lists.coverage! * catalogue).toBeCloseTo(Math.round(lists.coverage! * catalogue), 6);
    }
    // what the true next items do is the same for each model, and a list of everybody's items goes into any category
    const tunnels = printed.models.map((model) => model.lists.targetTunnel);
    expect(new Set(tunnels).size).toBe(1);
    expect(tunnels[0]).toBeGreaterThan(0.5);
    const [popular, chain] = printed.models.map((model) => model.lists);
    expect(popular.categoryTunnel).toBeLessThan(chain.categoryTunnel!);
    expect(popular.intraListDiversity).toBeGreaterThan(0.3);
    // popularity shows everybody the same twenty
    expect(printed.models[0].lists.coverage! * catalogue).toBeLessThanOrEqual(20);
  });

  it.each([
    [["evaluate", "--protocol", "yesterday"], "there is no protocol yesterday"],
    [["evaluate", "--models", "markov-chian"], "did you mean markov-chain"],
    [["evaluat"], "did you mean evaluate"]
  ])("refuses %j with code 2", async (words, message) => {
    const {status, stderr} = await command(["recommend", ...words]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
