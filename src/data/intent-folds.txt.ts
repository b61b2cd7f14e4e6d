import {intentFolds} from "../../loaders/pages/intent.js";

process.stdout.write(intentFolds());
