import {parseArgs} from "node:util";
import {readResult} from "../../../loaders/results/results.js";

const {study} = parseArgs({options: {study: {type: "string"}}}).values;
const result = readResult(String(study));
if (result === null) throw new Error(`there is no committed result of a study ${study}`);
process.stdout.write(JSON.stringify(result));
