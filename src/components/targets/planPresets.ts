import {PUBLISHED_RETAILROCKET} from "../../lib/generator/publishedRetailrocket.js";
import type {TargetsPage} from "../../lib/reports/targetsPage.js";
import {LEARNABLE_OPTIONS} from "../../lib/targets/learnable.js";
import type {Plan} from "./planForm.js";

/** Shops from which a plan can start, by name: those counted, one that a report asks for, and RetailRocket's published totals. */
export function planPresets({shops}: TargetsPage): Readonly<Record<string, Plan>> {
  const {parameters} = LEARNABLE_OPTIONS;
  const size = (profile: string) => shops.find((shop) => shop.profile === profile)!.size;
  const paper = size("paper");
  const twin = size("retailrocket");
  const {visitors, sessions, buyingSessions} = PUBLISHED_RETAILROCKET;
  return {
    "the generated shop": {...paper, parameters},
    "ten times as large": {...size("medium"), parameters},
    "100,000 users, 1 million sessions": {...paper, users: 100_000, sessions: 1_000_000, parameters},
    // how many items a session has is not published; the twin's number is taken
    "RetailRocket’s totals": {...twin, users: visitors, sessions, conversion: buyingSessions / sessions, parameters}
  };
}
