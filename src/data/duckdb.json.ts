import {duckdbSize} from "../../loaders/pages/duckdbSize.js";

process.stdout.write(JSON.stringify(duckdbSize()));
