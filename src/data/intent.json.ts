import {intentPage} from "../../loaders/pages/intent.js";

process.stdout.write(JSON.stringify(await intentPage()));
