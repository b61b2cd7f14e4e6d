import {dataLoader} from "../../loaders/build/dataLoader.js";
import {requireResult} from "../../loaders/results/results.js";
import {exploreExploit} from "../lib/reports/exploreExploit.js";
import {recommendBeyond} from "../lib/reports/recommendBeyond.js";
import {recommendResults} from "../lib/reports/recommendResults.js";
import {tunedNetworks} from "../lib/reports/tunedNetworks.js";

export default await dataLoader(import.meta.url, () =>
  JSON.stringify({
    ...recommendResults(requireResult("recommend-eshop"), requireResult("recommend-waterfall")),
    ...recommendBeyond({
      eshop: requireResult("recommend-eshop"),
      shops: requireResult("recommend-shops"),
      twin: requireResult("recommend-twin"),
      calibration: requireResult("recommend-calibration"),
      baskets: requireResult("recommend-baskets")
    }),
    tuned: tunedNetworks(requireResult("recommend-tuned")),
    explore: exploreExploit(requireResult("recommend-explore"))
  })
);
