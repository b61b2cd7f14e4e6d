import {dataPage} from "../../loaders/pages/data.js";

process.stdout.write(JSON.stringify(await dataPage()));
