import {sparsityPage} from "../../loaders/pages/sparsity.js";

process.stdout.write(JSON.stringify(sparsityPage()));
