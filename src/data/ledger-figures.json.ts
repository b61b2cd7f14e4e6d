import {readResults} from "../../loaders/results/results.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";
import {ledgerResults} from "../lib/claims/ledger.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(ledgerResults(readResults())));
