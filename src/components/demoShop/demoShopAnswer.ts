import type {DemoShopHeadline} from "../../lib/reports/demoShopPage.js";
import {spokenPercent} from "../format.js";

/** The page's answer. */
export function demoShopAnswer({auc}: DemoShopHeadline): string {
  return `A shop can decide after every click, in the visitor's own browser. Whether it decides well is another matter: its score ranks an abandoned cart above a bought one in ${spokenPercent(auc)} of pairs, where a coin toss would manage half.`;
}
