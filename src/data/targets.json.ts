import {targetsPage} from "../../loaders/pages/targets.js";

process.stdout.write(JSON.stringify(targetsPage()));
