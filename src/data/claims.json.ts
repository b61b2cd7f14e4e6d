import {readResults} from "../../loaders/results/results.js";
import {buildLedger} from "../lib/claims/ledger.js";

process.stdout.write(JSON.stringify(buildLedger(readResults())));
