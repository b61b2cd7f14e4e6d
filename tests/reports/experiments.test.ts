import {describe, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {experimentsAnswer} from "../../src/components/experiments/experimentsAnswer.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {computedPeeking, experimentsHeadline} from "../../src/lib/reports/experiments.js";

const study = requireResult("experiment-peeking");

describe("the page on experiments", () => {
  test("says that peeking harms only where the interval lies above the level", () => {
    const made = (low: number, needed: number): StudyResult => ({
      ...study,
      figures: {
        ...study.figures,
        "needed-assumed-15": {...study.figures["needed-assumed-15"], value: needed},
        "aa-peeking": {...study.figures["aa-peeking"], low}
      }
    });
    expect(experimentsAnswer(experimentsHeadline(made(0.06, 28_386)))).toMatch(
      /^More than a small shop has\. .* about 28,000 of them .* finds effects that are not there\.$/
    );
    expect(experimentsAnswer(experimentsHeadline(made(0.05, 9999)))).toMatch(
      /^No more than .* about 10,000 of them .* does no measurable harm here\.$/
    );
    expect(() => experimentsHeadline({...study, figures: {}})).toThrow("the study has no figure aa-peeking");
  });

  test("computes what the study simulates, for every rule and look", () => {
    const {peeking} = study.options as {peeking: {rate: number; lift: number; perArm: number; looks: number}};
    const {curves} = study.tables;
    for (const kind of ["aa", "ab"]) {
      const rows = computedPeeking({...peeking, lift: kind === "aa" ? 0 : peeking.lift});
      for (const {rule, look, computed} of rows) {
        const at = curves.look.findIndex(
          (one, i) => one === look && curves.rule[i] === rule && curves.kind[i] === kind
        );
        // within a point: the z test's own approximation and chance of 10,000 runs
        expect(Math.abs(Number(curves.share[at]) - computed!), `${kind} ${rule} ${look}`).toBeLessThan(0.016);
      }
    }
  });
});
